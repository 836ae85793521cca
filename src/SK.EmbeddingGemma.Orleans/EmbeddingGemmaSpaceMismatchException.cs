namespace SK.EmbeddingGemma;

/// <summary>Machines of one cluster have different models: their vectors must not be mixed.</summary>
public sealed class EmbeddingGemmaSpaceMismatchException : InvalidOperationException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="expectedSpace">The space that vectors had to be of.</param>
    /// <param name="actualSpace">The space they are of.</param>
    public EmbeddingGemmaSpaceMismatchException(string message, string expectedSpace, string actualSpace)
        : base(message)
    {
        ExpectedSpace = expectedSpace;
        ActualSpace = actualSpace;
    }

    /// <summary>Gets the space that vectors had to be of.</summary>
    public string ExpectedSpace { get; }

    /// <summary>Gets the space they are of.</summary>
    public string ActualSpace { get; }

    internal static EmbeddingGemmaSpaceMismatchException Create(string who, string expected, string actual) => new(
        $"{who} the space '{expected}', but here is '{actual}': vectors of the two cannot be compared. Give all silos of a cluster one model, or the new model a cluster of its own (another ClusterId) and its own collections.",
        expected,
        actual);
}
