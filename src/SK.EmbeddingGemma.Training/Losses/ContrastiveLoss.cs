using TorchSharp;

namespace SK.EmbeddingGemma.Losses;

/// <summary>
/// Noise-contrastive estimation (arXiv 2509.20354, section 2.2): the mean over examples of
/// -log(exp(s(q, p+) / t) / (sum over hard negatives of w exp(s(q, p-) / t) + sum over the batch of 1 exp(s(q, p+ of j) / t))), where s is the cosine, the sum over the batch leaves out
/// false negatives, and w = exp(alpha sg(s(q, p-))).
/// </summary>
internal static class ContrastiveLoss
{
    /// <summary>Returns the loss, a scalar.</summary>
    /// <param name="vectors">The vectors.</param>
    /// <param name="masks">Which comparisons count.</param>
    /// <param name="temperature">What cosines are divided by.</param>
    /// <param name="hardness">Alpha.</param>
    public static torch.Tensor Of(VectorBatch vectors, BatchMasks masks, double temperature, double hardness)
    {
        var cosines = vectors.Queries.matmul(vectors.Positives.t());
        var scores = (cosines / temperature).masked_fill(masks.IsFalseNegative, double.NegativeInfinity);
        if (vectors.Negatives is not null)
        {
            var hard = vectors.Queries.unsqueeze(1).mul(vectors.Negatives).sum(-1);
            var weighted = (hard / temperature) + (hard.detach() * hardness);
            scores = torch.cat([scores, weighted.masked_fill(masks.IsNegative!.logical_not(), double.NegativeInfinity)], 1);
        }

        return (scores.logsumexp(1) - (cosines.diagonal() / temperature)).mean();
    }
}
