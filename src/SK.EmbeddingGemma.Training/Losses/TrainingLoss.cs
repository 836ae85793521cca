using TorchSharp;

namespace SK.EmbeddingGemma.Losses;

/// <summary>The sum of all losses: contrastive and spread-out at each length of vectors (Matryoshka), and distillation at the whole length.</summary>
/// <param name="settings">Their weights.</param>
internal sealed class TrainingLoss(LossSettings settings)
{
    /// <summary>Returns the loss, a scalar.</summary>
    /// <param name="vectors">The vectors of the batch.</param>
    /// <param name="masks">Which comparisons count.</param>
    /// <param name="teacher">The teacher's vectors; <see langword="null"/> where there is none.</param>
    /// <param name="map">Brings the vectors to the teacher's dimensions; <see langword="null"/> where they are the same.</param>
    public torch.Tensor Of(VectorBatch vectors, BatchMasks masks, VectorBatch? teacher, torch.Tensor? map)
    {
        var total = torch.zeros(1, dtype: vectors.Queries.dtype, device: vectors.Queries.device).sum();
        foreach (var dimensions in settings.Dimensions)
        {
            var cut = vectors.CutTo(dimensions);
            if (settings.ContrastiveWeight > 0)
                total += ContrastiveLoss.Of(cut, masks, settings.Temperature, settings.Hardness) * settings.ContrastiveWeight;
            if (settings.SpreadOutWeight > 0)
                total += SpreadOutLoss.Of(cut) * settings.SpreadOutWeight;
        }

        return teacher is null || settings.DistillationWeight == 0 ? total : total + (EmbeddingMatchingLoss.Of(vectors, teacher, masks, map) * settings.DistillationWeight);
    }
}
