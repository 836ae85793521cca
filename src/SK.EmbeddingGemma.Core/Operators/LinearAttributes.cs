using SK.EmbeddingGemma.Kernels;

namespace SK.EmbeddingGemma.Operators;

/// <summary>The attributes of linear layers.</summary>
internal static class LinearAttributes
{
    public const string Width = "width";
    public const string Inputs = "inputs";
    public const string IsGated = "gated";

    /// <summary>Reads them.</summary>
    public static LinearShape Read(OperatorAttributes attributes) => new(attributes.Integer("width"u8), attributes.Integer("inputs"u8), attributes.Integer("gated"u8) != 0);
}
