namespace SK.EmbeddingGemma.Graphs;

/// <summary>A converted model's files. Disposing deletes them where they are this one's alone, as in the temporary folder, and does nothing to those of the cache.</summary>
/// <param name="folder">The folder.</param>
/// <param name="table">How the token embeddings lie in their file.</param>
/// <param name="isPrivate">Whether the folder is to be deleted.</param>
internal sealed class ConvertedModel(string folder, EmbeddingTableLayout table, bool isPrivate) : IDisposable
{
    /// <summary>Gets the folder.</summary>
    public string Folder => folder;

    /// <summary>Gets the hash of what it was converted from just now, 64 hexadecimal digits; <see langword="null"/> where that was done before, or is not kept.</summary>
    public string? ConvertedFrom { get; init; }

    /// <summary>Gets the path of the graph, whose weights lie beside it.</summary>
    public string GraphPath => Path.Combine(folder, ConvertedFolder.Graph);

    /// <summary>Maps the token embeddings.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public EmbeddingTable OpenTable() => EmbeddingTable.Open(Path.Combine(folder, ConvertedFolder.Embeddings), table);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (isPrivate && Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
