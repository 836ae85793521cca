namespace SK.EmbeddingGemma.Cli;

/// <summary>
/// Where results go: standard output, or a file that is written beside and takes its place when it is whole, so that a run that
/// fails leaves what was there before.
/// </summary>
internal sealed class OutputTarget : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly string? _temporary;
    private readonly string? _path;
    private bool _committed;

    private OutputTarget(Stream stream, string? temporary, string? path, bool isTerminal) =>
        (_stream, _temporary, _path, IsTerminal) = (stream, temporary, path, isTerminal);

    /// <summary>Gets whether a person sees the output at once.</summary>
    public bool IsTerminal { get; }

    /// <summary>Opens the target.</summary>
    /// <param name="path">The file, or <see langword="null"/> for standard output.</param>
    /// <param name="streams">The standard streams.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static OutputTarget Open(string? path, StandardStreams streams)
    {
        if (path is null)
            return new(streams.Output, temporary: null, path: null, streams.IsOutputTerminal);

        var full = Path.GetFullPath(path);
        if (!IsDevice(full) && new FileInfo(full).LinkTarget is not null)
            full = File.ResolveLinkTarget(full, returnFinalTarget: true)!.FullName; // the link stays
        if (IsDevice(full) || File.Exists(full))
        {
            var existing = new FileStream(full, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            if (IsDevice(full) || !existing.CanSeek)
                return new(existing, temporary: null, full, isTerminal: false); // a device or a pipe: nothing can take its place
            existing.Dispose(); // it may be written; a read-only file must not be replaced
        }

        var temporary = $"{full}.{Guid.NewGuid():N}.tmp";
        return new(new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Read), temporary, full, isTerminal: false);
    }

    /// <summary>Writes bytes and hands them on.</summary>
    /// <exception cref="IOException">They cannot be written; see <see cref="ClosedPipe"/>.</exception>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(bytes, cancellationToken);
        await _stream.FlushAsync(cancellationToken);
    }

    /// <summary>Puts a file in its place: everything was written.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await _stream.FlushAsync(cancellationToken);
        if (_temporary is not null)
        {
            await _stream.DisposeAsync();
            if (!OperatingSystem.IsWindows() && File.Exists(_path))
                File.SetUnixFileMode(_temporary, File.GetUnixFileMode(_path!));
            File.Move(_temporary, _path!, overwrite: true);
        }

        _committed = true;
    }

    /// <summary>Closes a file, and deletes what was not committed. Standard output stays open.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_path is null)
            return;

        await _stream.DisposeAsync();
        if (!_committed && _temporary is not null)
            File.Delete(_temporary);
    }

    private static bool IsDevice(string path) => !OperatingSystem.IsWindows() && path.StartsWith("/dev/", StringComparison.Ordinal);
}
