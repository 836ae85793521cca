namespace SK.EmbeddingGemma.Stores;

/// <summary>A record without attributes, which a definition describes.</summary>
public sealed class Undeclared
{
    public long Number { get; set; }

    public string? Name { get; set; }

    public string? NotStored { get; set; }

    public float[]? Vector { get; set; }
}
