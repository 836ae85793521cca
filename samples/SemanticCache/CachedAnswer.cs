using Microsoft.Extensions.VectorData;

/// <summary>A question that was answered.</summary>
internal sealed class CachedAnswer
{
    [VectorStoreKey]
    public Guid Id { get; set; }

    [VectorStoreData]
    public string Question { get; set; } = "";

    [VectorStoreData]
    public string Answer { get; set; } = "";

    [VectorStoreVector(384)]
    public string Vector => Question; // the store embeds it
}
