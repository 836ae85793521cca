namespace SK.EmbeddingGemma.TestSupport;

/// <summary>A folder of its own for a test, deleted with all its content when disposed.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Gets the folder's absolute path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("embeddinggemma-test-").FullName;

    /// <summary>Returns the path of a file or folder inside, whose parent folders exist from then on.</summary>
    public string PathOf(string relative)
    {
        var path = System.IO.Path.Combine(Path, relative);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        return path;
    }

    /// <summary>Writes a file inside and returns its path.</summary>
    public string Write(string relative, string text)
    {
        var path = PathOf(relative);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Writes a file inside and returns its path.</summary>
    public string Write(string relative, byte[] bytes)
    {
        var path = PathOf(relative);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
