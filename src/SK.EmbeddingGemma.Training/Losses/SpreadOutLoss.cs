using TorchSharp;

namespace SK.EmbeddingGemma.Losses;

/// <summary>
/// The spread-out regulariser (global orthogonal regularisation's second moment; arXiv 2509.20354, section 2.2): the mean of the squared cosine of two vectors of a batch, of queries and of
/// positives. Unrelated vectors become orthogonal, which shorter and coarser vectors survive better.
/// </summary>
internal static class SpreadOutLoss
{
    /// <summary>Returns the loss, a scalar; 0 for a batch of one.</summary>
    public static torch.Tensor Of(VectorBatch vectors) => Of(vectors.Queries) + Of(vectors.Positives);

    private static torch.Tensor Of(torch.Tensor vectors)
    {
        var count = vectors.shape[0];
        var squares = vectors.matmul(vectors.t()).square();
        return (squares.sum() - squares.diagonal().sum()) / Math.Max(1, count * (count - 1));
    }
}
