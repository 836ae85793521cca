namespace SK.EmbeddingGemma.Server.Embeddings;

/// <summary>A text, or the ids of one that the client has tokenized.</summary>
/// <param name="Text">The text, or <see langword="null"/>.</param>
/// <param name="Ids">The ids, or <see langword="null"/>.</param>
internal readonly record struct InputItem(string? Text, int[]? Ids)
{
    /// <summary>Gets whether there is nothing in it.</summary>
    public bool IsEmpty => Text is { Length: 0 } || Ids is { Length: 0 };
}
