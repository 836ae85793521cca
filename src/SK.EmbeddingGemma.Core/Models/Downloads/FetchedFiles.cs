using System.Globalization;

namespace SK.EmbeddingGemma.Models;

/// <summary>
/// Notes which files of a revision this library fetched, as opposed to other users of the cache. The note lies in the repository's
/// folder, where Hugging Face's tools keep nothing and look for nothing. A file that another has fetched again since is told by its time.
/// </summary>
/// <param name="repository">The repository's folder.</param>
/// <param name="revision">The revision.</param>
internal sealed class FetchedFiles(string repository, string revision)
{
    private readonly string _note = Path.Combine(repository, $".embeddinggemma-{revision}");

    /// <summary>Notes that a file, which is in its place, was fetched.</summary>
    /// <param name="path">Its path in the repository.</param>
    /// <param name="file">Where its bytes are.</param>
    /// <exception cref="IOException">The note cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The note may not be written.</exception>
    public void Add(string path, string file)
    {
        using var note = new StreamWriter(new FileStream(_note, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete));
        note.Write(LineOf(path, file) + "\n");
    }

    /// <summary>Returns whether this library fetched the file that is there now.</summary>
    /// <inheritdoc cref="Add" path="/param"/>
    /// <exception cref="IOException">The note or the file cannot be read.</exception>
    public bool Contains(string path, string file) => File.Exists(_note) && File.Exists(file) && File.ReadLines(_note).Contains(LineOf(path, file), StringComparer.Ordinal);

    /// <summary>Removes the note.</summary>
    public void Remove() => File.Delete(_note);

    private static string LineOf(string path, string file)
    {
        var info = new FileInfo(file);
        return string.Create(CultureInfo.InvariantCulture, $"{info.Length} {info.LastWriteTimeUtc.Ticks} {path}");
    }
}
