using TorchSharp;

namespace SK.EmbeddingGemma.Losses;

/// <summary>The vectors of a batch of examples, all of length 1.</summary>
/// <param name="Queries">[examples, dimensions].</param>
/// <param name="Positives">[examples, dimensions].</param>
/// <param name="Negatives">Hard negatives, [examples, most of one, dimensions]; <see langword="null"/> where no example has any.</param>
internal sealed record VectorBatch(torch.Tensor Queries, torch.Tensor Positives, torch.Tensor? Negatives)
{
    /// <summary>Returns the vectors cut to their first dimensions and brought back to length 1.</summary>
    public VectorBatch CutTo(int dimensions) => dimensions == Queries.shape[1] ? this : new(Cut(Queries, dimensions), Cut(Positives, dimensions), Negatives is null ? null : Cut(Negatives, dimensions));

    private static torch.Tensor Cut(torch.Tensor vectors, int dimensions) => torch.nn.functional.normalize(vectors.narrow(-1, 0, dimensions), dim: -1);
}
