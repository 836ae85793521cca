using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>
/// Remembers the hash of a source by what its files look like, so that a start need not read more than a gigabyte to know that nothing
/// has changed. Thread-safe; of two processes that write at the same time, one is remembered.
/// </summary>
/// <param name="root">The cache's folder.</param>
internal sealed class SourceMemory(string root)
{
    private const int Digits = 64;
    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    // Within a clock's tick, or what a remote file system takes for one, a file can be written again without a new time.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(3);

    private readonly string _folder = Path.Combine(root, "sources");

    /// <summary>Returns the source's hash, remembered or computed.</summary>
    /// <param name="modelPath">The absolute path of the model's folder.</param>
    /// <param name="source">The source.</param>
    /// <param name="stamp">Its <see cref="ConversionSource.Stamp"/>.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    public string Hash(string modelPath, ConversionSource source, string stamp, CancellationToken cancellationToken)
    {
        var file = FileOf(modelPath);
        if (Recall(file, stamp) is { } remembered)
            return remembered;

        var isSettled = source.LastWrite() < (TimeProvider.System.GetUtcNow() - Settled).UtcDateTime;
        var hash = source.Hash(cancellationToken);
        if (isSettled)
            Remember(file, stamp, hash);
        return hash;
    }

    /// <summary>Returns the hash that was last remembered of a source, whatever its files look like now; or <see langword="null"/>.</summary>
    public string? LastHash(string modelPath) => Read(FileOf(modelPath))?.Hash;

    private string FileOf(string modelPath) => Path.Combine(_folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(modelPath)))[..16]);

    private static string? Recall(string file, string stamp) => Read(file) is { } line && line.Stamp == stamp ? line.Hash : null;

    private static (string Stamp, string Hash)? Read(string file)
    {
        try
        {
            var line = File.ReadAllText(file);
            return line.Length == (2 * Digits) + 2 && line[Digits] == ' ' && !line.AsSpan(Digits + 1, Digits).ContainsAnyExcept(Hexadecimal)
                ? (line[..Digits], line.Substring(Digits + 1, Digits))
                : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null; // nothing is remembered
        }
    }

    private void Remember(string file, string stamp, string hash)
    {
        try
        {
            Directory.CreateDirectory(_folder);
            File.WriteAllText(file + ".tmp", $"{stamp} {hash}\n");
            File.Move(file + ".tmp", file, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The cache cannot be written, or another process writes the same: the next start computes the hash again.
        }
    }
}
