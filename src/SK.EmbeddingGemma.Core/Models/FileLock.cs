namespace SK.EmbeddingGemma.Models;

/// <summary>The right to write something, which one process has at a time, and one thread in it. It ends with its process, however that ends.</summary>
/// <remarks>The empty lock file stays: were it deleted while others wait for it, two of them could enter.</remarks>
internal sealed class FileLock : IDisposable
{
    /// <summary>How often the lock is tried while another has it.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Waits for the lock.</summary>
    /// <param name="path">The lock file, in a folder that exists.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static FileLock Take(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryTake(path) is { } taken)
                return taken;

            cancellationToken.WaitHandle.WaitOne(Interval);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Takes the lock, or returns <see langword="null"/> where another has it.</summary>
    /// <inheritdoc cref="Take"/>
    public static FileLock? TryTake(string path)
    {
        try
        {
            return new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
        }
        catch (IOException failure) when (IsHeld(failure))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    // A sharing or lock violation on Windows; on Unix the error number of a lock that would have to wait, on Linux and elsewhere.
    private static bool IsHeld(IOException failure) =>
        OperatingSystem.IsWindows() ? (failure.HResult & 0xFFFF) is 32 or 33 : failure.HResult == (OperatingSystem.IsLinux() ? 11 : 35);
}
