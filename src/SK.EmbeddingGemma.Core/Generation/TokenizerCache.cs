using Microsoft.Extensions.Logging;
using SK.EmbeddingGemma.Graphs;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Tokenization;

namespace SK.EmbeddingGemma.Generation;

/// <summary>
/// Keeps tokenizers in compiled form beside the converted models, each under the content of its file: to parse that takes most of a
/// second and tens of megabytes at every start. A cache that cannot be used costs that time and nothing else. Thread-safe, within a
/// process and between processes.
/// </summary>
/// <param name="location">Where the cache is.</param>
/// <param name="logger">Where to log.</param>
internal sealed class TokenizerCache(CacheLocation location, ILogger logger)
{
    private const string FolderName = "tokenizers";
    private const int NameDigits = 32;

    /// <summary>What is this old was left by a process that ended while it wrote.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    /// <summary>Loads a tokenizer, compiling it where that was not done yet.</summary>
    /// <param name="directory">The model's description.</param>
    /// <inheritdoc cref="EmbeddingGemmaTokenizer.FromFile" path="/exception"/>
    public EmbeddingGemmaTokenizer Open(ModelDirectory directory)
    {
        var path = directory.TokenizerFile;
        if (location.Folder is not { } root || !File.Exists(path) || !BitConverter.IsLittleEndian)
            return directory.ReadTokenizer();

        var compiled = Path.Combine(root, FolderName, $"{Convert.ToHexStringLower(directory.TokenizerHash)[..NameDigits]}-v{CompiledFile.Version}.bin");
        if (TryRead(compiled) is { } tokenizer)
            return tokenizer;

        tokenizer = directory.ReadTokenizer();
        return directory.ComputeTokenizerHash().AsSpan().SequenceEqual(directory.TokenizerHash) && TryWrite(tokenizer, compiled) // else which of the two contents was read is not known
            ? TryRead(compiled) ?? tokenizer // takes less memory
            : tokenizer;
    }

    private EmbeddingGemmaTokenizer? TryRead(string compiled)
    {
        try
        {
            return File.Exists(compiled) ? EmbeddingGemmaTokenizer.ReadCompiled(compiled) : null;
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            logger.CompiledTokenizerNotRead(compiled, failure.Message);
            return null;
        }
    }

    // Nothing waits for the disk: what a loss of power leaves of the file is found by its checksum.
    private bool TryWrite(EmbeddingGemmaTokenizer tokenizer, string compiled)
    {
        var temporary = $"{compiled}.{Guid.NewGuid():N}.tmp";
        try
        {
            RemoveAbandoned(Directory.CreateDirectory(Path.GetDirectoryName(compiled)!));
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
                tokenizer.WriteCompiled(stream);
            File.Move(temporary, compiled, overwrite: true);
            return true;
        }
        catch (Exception failure) when (IsOfDevice(failure))
        {
            logger.CompiledTokenizerNotWritten(compiled, failure.Message);
            Remove(temporary);
            return false;
        }
    }

    private static void RemoveAbandoned(DirectoryInfo folder)
    {
        var limit = (TimeProvider.System.GetUtcNow() - Abandoned).UtcDateTime;
        foreach (var left in folder.EnumerateFiles("*.tmp").Where(file => file.LastWriteTimeUtc < limit))
            Remove(left.FullName);
    }

    private static void Remove(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception failure) when (IsOfDevice(failure))
        {
            // It was not there, for the same reason; or a later start removes it.
        }
    }

    // The last: how .NET reports what is larger than the file system or a limit of the process allows.
    private static bool IsOfDevice(Exception failure) => failure is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException;
}
