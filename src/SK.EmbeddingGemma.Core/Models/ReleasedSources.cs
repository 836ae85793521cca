using System.Security.Cryptography;
using System.Text;

namespace SK.EmbeddingGemma.Models;

/// <summary>
/// Remembers beside the converted models what downloaded weights were that are no longer there, so that a model is known by what it was
/// converted from. Thread-safe; what two processes write at the same time is the same.
/// </summary>
/// <param name="root">The folder of converted models, or <see langword="null"/> where there is none.</param>
internal sealed class ReleasedSources(string? root)
{
    private const int HashDigits = 64;
    private const int RevisionDigits = 16;

    /// <summary>Returns what the weights of a folder were, or <see langword="null"/> where nothing is remembered.</summary>
    /// <param name="folder">The absolute path of the model's folder.</param>
    public SourceIdentity? Find(string folder)
    {
        if (root is null)
            return null;
        try
        {
            var words = File.ReadAllText(FileOf(root, folder)).TrimEnd('\n').Split(' ');
            return words is [{ Length: HashDigits } hash, { Length: RevisionDigits } revision] && words.All(word => word.All(char.IsAsciiHexDigitLower))
                ? new(hash, revision)
                : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null; // nothing is remembered
        }
    }

    /// <summary>Remembers what the weights of a folder are, before they are removed.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Remember(string folder, SourceIdentity identity)
    {
        var file = FileOf(root ?? throw new IOException("There is no folder for converted models."), folder);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var temporary = $"{file}.{Environment.ProcessId}.tmp";
        File.WriteAllText(temporary, $"{identity.Hash} {identity.Revision}\n");
        File.Move(temporary, file, overwrite: true);
    }

    private static string FileOf(string root, string folder) =>
        Path.Combine(root, "released", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..16]);
}
