using SK.EmbeddingGemma.Modules;

namespace SK.EmbeddingGemma.Quantization;

/// <summary>Chooses the rounding of a number format.</summary>
internal static class LinearRounding
{
    /// <summary>Returns the rounding, or <see langword="null"/> for none.</summary>
    public static ILinearRounding? Of(EmbeddingGemmaPrecision? precision) => precision switch
    {
        EmbeddingGemmaPrecision.Int8 => new Int8Rounding(),
        EmbeddingGemmaPrecision.Int4 => new Int4Rounding(),
        _ => null,
    };
}
