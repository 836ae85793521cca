using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Victim;

/// <summary>A record of batches: each batch has <see cref="BatchSize"/> of them.</summary>
public sealed class Note
{
    /// <summary>The records of a batch.</summary>
    public const int BatchSize = 7;

    /// <summary>The collection's name.</summary>
    public const string Collection = "notes";

    [VectorStoreKey]
    public int Id { get; set; }

    [VectorStoreData(IsIndexed = true)]
    public int Batch { get; set; }

    [VectorStoreData(IsFullTextIndexed = true)]
    public string Text { get; set; } = "";

    [VectorStoreVector(8)]
    public string? Vector { get; set; }

    /// <summary>Returns the records of a batch.</summary>
    public static IEnumerable<Note> OfBatch(int batch) => Enumerable.Range(0, BatchSize).Select(i => new Note { Id = (batch * BatchSize) + i, Batch = batch, Text = TextOf(batch, i), Vector = TextOf(batch, i) });

    /// <summary>Returns the text of a record.</summary>
    public static string TextOf(int batch, int index) => FormattableString.Invariant($"batch {batch} note {index} ") + new string((char)('a' + (index % 26)), 200);
}
