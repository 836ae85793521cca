using Microsoft.ML.Data;

/// <summary>What the clustering sees of a ticket.</summary>
internal class Ticket
{
    public string Text { get; set; } = "";

    [VectorType(384)]
    public float[] Vector { get; set; } = [];
}
