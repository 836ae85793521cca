using SK.EmbeddingGemma.Server.Embeddings;
using SK.EmbeddingGemma.Server.Requests;

namespace SK.EmbeddingGemma.Server.TextEmbeddingsInference;

/// <summary>What the dialect's members may be.</summary>
internal static class TeiInputs
{
    /// <summary>Returns the texts of a request, of which none may be empty.</summary>
    /// <exception cref="RequestFaultException">There are none, or one is empty.</exception>
    public static IReadOnlyList<InputItem> Required(EmbeddingInput? inputs)
    {
        if (inputs is null)
            throw new RequestFaultException(FaultKind.WrongShape, "The member `inputs` is missing.");
        return inputs.Items.Count > 0 && !inputs.Items.Any(item => item.IsEmpty) ? inputs.Items : throw Empty();
    }

    /// <summary>Returns a text, which may not be empty.</summary>
    /// <exception cref="RequestFaultException">It is missing or empty.</exception>
    public static InputItem Required(string? text) => text switch
    {
        null => throw new RequestFaultException(FaultKind.WrongShape, "A text is missing or null."),
        "" => throw Empty(),
        _ => new(text, null),
    };

    /// <summary>Returns whether texts are cut at their beginning.</summary>
    /// <exception cref="RequestFaultException">There is no such direction.</exception>
    public static bool KeepsEnd(string? direction) => direction switch
    {
        null or "right" or "Right" => false,
        "left" or "Left" => true,
        _ => throw new RequestFaultException(FaultKind.WrongShape, "truncation_direction must be left or right."),
    };

    /// <summary>Returns the fault of a request without texts.</summary>
    public static RequestFaultException Empty() => new(FaultKind.InputEmpty, "There is nothing to embed.");
}
