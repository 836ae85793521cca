using TorchSharp;

namespace SK.EmbeddingGemma.Losses;

/// <summary>
/// Geometric embedding distillation (arXiv 2509.20354, section 2.2): the mean squared distance of the student's vectors from the teacher's, summed over queries, positives and hard negatives.
/// </summary>
internal static class EmbeddingMatchingLoss
{
    /// <summary>Returns the loss, a scalar.</summary>
    /// <param name="student">The vectors.</param>
    /// <param name="teacher">The teacher's vectors of the same texts.</param>
    /// <param name="masks">Which hard negatives there are.</param>
    /// <param name="map">Brings the student's vectors to the teacher's dimensions, [teacher's, student's]; <see langword="null"/> where they are the same.</param>
    public static torch.Tensor Of(VectorBatch student, VectorBatch teacher, BatchMasks masks, torch.Tensor? map)
    {
        var loss = Distances(student.Queries, teacher.Queries, map).mean() + Distances(student.Positives, teacher.Positives, map).mean();
        if (student.Negatives is null)
            return loss;
        var distances = Distances(student.Negatives, teacher.Negatives!, map).masked_fill(masks.IsNegative!.logical_not(), 0);
        return loss + (distances.sum() / masks.IsNegative!.sum());
    }

    private static torch.Tensor Distances(torch.Tensor student, torch.Tensor teacher, torch.Tensor? map)
    {
        var mapped = map is null ? student : torch.nn.functional.normalize(torch.nn.functional.linear(student, map), dim: -1);
        return (mapped - teacher).square().sum(-1);
    }
}
