using System.Threading.Channels;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Waits for changes in a folder until they pause.</summary>
internal sealed class FolderChanges : IDisposable
{
    private readonly FileSystemWatcher _watcher;
    private readonly TimeProvider _time;
    private readonly TimeSpan _pause;
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <param name="folder">The folder, watched from now on.</param>
    /// <param name="pause">How long nothing must have changed.</param>
    /// <param name="time">The clock.</param>
    public FolderChanges(string folder, TimeSpan pause, TimeProvider time)
    {
        (_pause, _time) = (pause, time);
        _watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true, NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size };
        _watcher.Changed += (_, _) => Notice();
        _watcher.Created += (_, _) => Notice();
        _watcher.Deleted += (_, _) => Notice();
        _watcher.Renamed += (_, _) => Notice();
        _watcher.Error += (_, _) => Notice(); // events were lost: whatever changed, the next run sees it
        _watcher.EnableRaisingEvents = true;
    }

    /// <summary>Returns when something has changed since the last call, and nothing more does.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await _changes.Reader.ReadAsync(cancellationToken);
        do
        {
            await Task.Delay(_pause, _time, cancellationToken);
        }
        while (_changes.Reader.TryRead(out _));
    }

    /// <inheritdoc/>
    public void Dispose() => _watcher.Dispose();

    private void Notice() => _changes.Writer.TryWrite(true);
}
