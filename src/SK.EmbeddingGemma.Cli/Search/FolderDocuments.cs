namespace SK.EmbeddingGemma.Cli;

/// <summary>The text files of a folder and all folders in it, in the order of their paths. Hidden and binary files are left out.</summary>
/// <param name="root">The folder.</param>
/// <param name="warn">Takes a line about a file that was left out for another reason.</param>
internal sealed class FolderDocuments(string root, Action<string> warn) : ITextBatches
{
    /// <summary>The longest file, in bytes: whatever is longer is no document, and the model sees only the beginning.</summary>
    private const long LongestFile = 1 << 24;

    /// <summary>Where a text file has no NUL: as far as others look, too.</summary>
    private const int ProbedBytes = 8000;

    /// <summary>Reads the documents: a file's text, titled with its path. Blank files are left out.</summary>
    public IAsyncEnumerable<TextBatch> ReadAsync(CancellationToken cancellationToken) => TextBatch.Split(Read()).ToAsyncEnumerable();

    private IEnumerable<InputText> Read()
    {
        foreach (var path in Files(new DirectoryInfo(root)))
        {
            var name = Path.GetRelativePath(root, path).Replace('\\', '/');
            if (ReadText(path, name) is { } text && !string.IsNullOrWhiteSpace(text))
                yield return new(text) { Title = name, Path = name };
        }
    }

    private IEnumerable<string> Files(DirectoryInfo folder)
    {
        foreach (var entry in Entries(folder))
        {
            if (IsHidden(entry))
                continue;
            if (entry is not DirectoryInfo inner)
            {
                yield return entry.FullName;
            }
            else if (inner.LinkTarget is null) // a linked folder may lead back here
            {
                foreach (var file in Files(inner))
                    yield return file;
            }
        }
    }

    private FileSystemInfo[] Entries(DirectoryInfo folder)
    {
        try
        {
            var entries = folder.GetFileSystemInfos();
            Array.Sort(entries, (left, right) => string.CompareOrdinal(left.Name, right.Name));
            return entries;
        }
        catch (UnauthorizedAccessException)
        {
            warn($"left out {Path.GetRelativePath(root, folder.FullName)}: it may not be read");
            return [];
        }
    }

    private string? ReadText(string path, string name)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (!file.CanSeek)
                return null; // a pipe or a device
            if (file.Length > LongestFile)
            {
                warn($"left out {name}: it is longer than {LongestFile / (1 << 20)} MiB");
                return null;
            }

            var bytes = new byte[file.Length];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return bytes.AsSpan(0, Math.Min(length, ProbedBytes)).Contains((byte)0) ? null : Decode(bytes.AsSpan(0, length));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            warn($"left out {name}: it cannot be read");
            return null;
        }
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        var mark = "\uFEFF"u8;
        return StandardStreams.Utf8.GetString(bytes.StartsWith(mark) ? bytes[mark.Length..] : bytes);
    }

    private static bool IsHidden(FileSystemInfo entry) => entry.Name.StartsWith('.') || entry.Attributes.HasFlag(FileAttributes.Hidden);
}
