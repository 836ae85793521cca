namespace SK.EmbeddingGemma.Losses;

/// <summary>What a batch is trained for. Immutable.</summary>
internal sealed record LossSettings
{
    /// <summary>Gets what cosines are divided by; greater than 0.</summary>
    public required float Temperature { get; init; }

    /// <summary>Gets alpha of the hardness weight exp(alpha * cosine) of a hard negative; 0 for none.</summary>
    public required float Hardness { get; init; }

    /// <summary>Gets the weight of the contrastive loss; 0 for none.</summary>
    public required float ContrastiveWeight { get; init; }

    /// <summary>Gets the weight of the spread-out regulariser; 0 for none.</summary>
    public required float SpreadOutWeight { get; init; }

    /// <summary>Gets the weight of distillation; 0 for none.</summary>
    public required float DistillationWeight { get; init; }

    /// <summary>Gets the lengths that vectors are cut to for the contrastive loss and the regulariser, the whole length among them.</summary>
    public required IReadOnlyList<int> Dimensions { get; init; }
}
