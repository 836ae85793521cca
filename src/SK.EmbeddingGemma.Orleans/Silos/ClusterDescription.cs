namespace SK.EmbeddingGemma.Silos;

/// <summary>What a silo knows of the cluster and its model.</summary>
[GenerateSerializer, Immutable, Alias("embeddinggemma.description")]
internal sealed record ClusterDescription
{
    /// <summary>Gets the addresses of the silos that are active, as the membership has it.</summary>
    [Id(0)]
    public required string[] Silos { get; init; }

    /// <summary>Gets the space of the silo's vectors.</summary>
    [Id(1)]
    public required string Space { get; init; }

    /// <summary>Gets the model's id, or <see langword="null"/>.</summary>
    [Id(2)]
    public string? ModelId { get; init; }

    /// <summary>Gets the length of the silo's vectors, for calls that ask for none.</summary>
    [Id(3)]
    public required int Dimensions { get; init; }
}
