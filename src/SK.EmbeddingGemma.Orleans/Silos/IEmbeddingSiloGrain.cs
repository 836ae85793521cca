using SK.EmbeddingGemma.Requests;

namespace SK.EmbeddingGemma.Silos;

/// <summary>Embeds on the silo whose address is its key, so that a caller can choose by load.</summary>
[Alias("embeddinggemma.silo")]
internal interface IEmbeddingSiloGrain : IGrainWithStringKey
{
    /// <summary>Embeds texts, or refuses where the silo's vectors are of another space than expected.</summary>
    [Alias("embed"), ResponseTimeout("00:05:00")]
    Task<EmbeddingAnswer> EmbedAsync(EmbeddingRequest request, CancellationToken cancellationToken);

    /// <summary>Tells whether a request is being computed here, so that a caller learns that it, or its answer, was lost on the way.</summary>
    [Alias("works"), ResponseTimeout("00:00:05")]
    Task<bool> IsWorkingOnAsync(Guid request);

    /// <summary>Gives the space of the silo's vectors.</summary>
    [Alias("space"), ResponseTimeout("00:00:10")]
    Task<string> GetSpaceAsync();
}
