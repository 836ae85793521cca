using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Memories;

/// <summary>The fields of a part in the store. A part is a record; the first part of a document, written with all others, says that the document is whole.</summary>
internal static class MemoryFields
{
    public const string Key = "Key";
    public const string Document = "Document";
    public const string Index = "Index";
    public const string Count = "Count";
    public const string Hash = "Hash";
    public const string Space = "Space";
    public const string Root = "Root";
    public const string Source = "Source";
    public const string Title = "Title";
    public const string Text = "Text";
    public const string Start = "Start";
    public const string Page = "Page";
    public const string Tags = "Tags";
    public const string Vector = "Vector";

    /// <summary>Returns the schema.</summary>
    public static VectorStoreCollectionDefinition Define(int dimensions) => new()
    {
        Properties =
        [
            new VectorStoreKeyProperty(Key, typeof(string)),
            new VectorStoreDataProperty(Document, typeof(string)) { IsIndexed = true },
            new VectorStoreDataProperty(Index, typeof(int)) { IsIndexed = true },
            new VectorStoreDataProperty(Count, typeof(int)),
            new VectorStoreDataProperty(Hash, typeof(string)),
            new VectorStoreDataProperty(Space, typeof(string)) { IsIndexed = true },
            new VectorStoreDataProperty(Root, typeof(string)) { IsIndexed = true },
            new VectorStoreDataProperty(Source, typeof(string)) { IsIndexed = true },
            new VectorStoreDataProperty(Title, typeof(string)),
            new VectorStoreDataProperty(Text, typeof(string)) { IsFullTextIndexed = true },
            new VectorStoreDataProperty(Start, typeof(int)),
            new VectorStoreDataProperty(Page, typeof(int)),
            new VectorStoreDataProperty(Tags, typeof(List<string>)) { IsIndexed = true },
            new VectorStoreVectorProperty(Vector, typeof(ReadOnlyMemory<float>), dimensions) { DistanceFunction = DistanceFunction.CosineSimilarity },
        ],
    };

    /// <summary>Returns the key of a part.</summary>
    public static string KeyOf(string document, int index) => FormattableString.Invariant($"{document}-{index}");

    /// <summary>Returns the record of a part.</summary>
    public static Dictionary<string, object?> Write(MemoryDocument document, int index, string space, ReadOnlyMemory<float> vector)
    {
        var chunk = document.Chunks[index];
        return new()
        {
            [Key] = KeyOf(document.Key, index),
            [Document] = document.Key,
            [Index] = index,
            [Count] = document.Chunks.Count,
            [Hash] = document.Hash,
            [Space] = space,
            [Root] = document.Root ?? "",
            [Source] = document.Source,
            [Title] = chunk.Title,
            [Text] = chunk.Text,
            [Start] = chunk.Start,
            [Page] = document.PageAt(chunk.Start) ?? 0,
            [Tags] = document.Tags.ToList(),
            [Vector] = vector,
        };
    }

    /// <summary>Reads what is known of a document from its first part.</summary>
    public static StoredDocument ReadDocument(Dictionary<string, object?> record) => new((string)record[Document]!, (string)record[Hash]!, (int)record[Count]!);

    /// <summary>Reads a part that was found.</summary>
    public static RecalledText ReadText(Dictionary<string, object?> record, double score) => new()
    {
        Key = (string)record[Document]!,
        Text = (string)record[Text]!,
        Score = score,
        Source = (string?)record[Source],
        Title = (string?)record[Title],
        Start = (int)record[Start]!,
        Page = (int)record[Page]! is var page and > 0 ? page : null,
        Tags = record[Tags] as List<string> ?? [],
    };
}
