using System.Security.Cryptography;

namespace SK.EmbeddingGemma.Models;

/// <summary>What there is of a file that is being fetched, hashed as it grows. What is there stays when the fetching ends early. Not thread-safe.</summary>
internal sealed class PartialFile : IDisposable
{
    private const int BufferBytes = 1 << 16;

    private readonly string _path;
    private readonly PlannedFile _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly FileStream _stream;

    private PartialFile(string path, PlannedFile file)
    {
        (_path, _file) = (path, file);
        try
        {
            if (new FileInfo(path).LinkTarget is not null)
                File.Delete(path); // the link alone: it would lead the bytes elsewhere
            _stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        }
        catch (Exception failure) when (IsOfDevice(failure))
        {
            _hash.Dispose();
            throw Unwritable(failure);
        }
    }

    /// <summary>Gets how many bytes there are.</summary>
    public long Length { get; private set; }

    /// <summary>Gets how many of them an earlier run had left.</summary>
    public long Inherited { get; private set; }

    /// <summary>Opens the file, hashes what is there, and begins it where nothing usable is.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static PartialFile Open(string path, PlannedFile file, CancellationToken cancellationToken)
    {
        var partial = new PartialFile(path, file);
        try
        {
            partial.Inherit(cancellationToken);
            return partial;
        }
        catch
        {
            partial.Dispose();
            throw;
        }
    }

    /// <summary>Appends bytes.</summary>
    /// <exception cref="IOException">There is no room, or the device failed.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _stream.Write(bytes);
        }
        catch (Exception failure) when (IsOfDevice(failure))
        {
            throw Unwritable(failure);
        }

        _hash.AppendData(bytes);
        Length += bytes.Length;
    }

    /// <summary>Drops what is there, and begins anew.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Restart()
    {
        try
        {
            _stream.SetLength(0);
        }
        catch (Exception failure) when (IsOfDevice(failure))
        {
            throw Unwritable(failure);
        }

        _ = _hash.GetHashAndReset();
        (Length, Inherited) = (0, 0);
        Append(_file.Prefix);
    }

    /// <summary>Brings the bytes to the disk, and returns their SHA-256 in hexadecimal. Nothing may be appended afterwards.</summary>
    /// <exception cref="IOException">The device failed.</exception>
    public string Complete()
    {
        try
        {
            _stream.Flush(flushToDisk: true);
        }
        catch (Exception failure) when (IsOfDevice(failure))
        {
            throw Unwritable(failure);
        }

        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        _hash.Dispose();
    }

    private void Inherit(CancellationToken cancellationToken)
    {
        // Bytes that no hash will judge are inherited only where their name and their beginning are our own.
        var isJudged = _file.Sha256 is not null || _file.Prefix.Length > 0;
        if (!isJudged || _stream.Length > _file.Length || _stream.Length <= _file.Prefix.Length || !StartsWithPrefix())
        {
            Restart();
            return;
        }

        var buffer = new byte[BufferBytes];
        _stream.Position = 0;
        while (_stream.Read(buffer) is > 0 and var count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _hash.AppendData(buffer, 0, count);
            Length += count;
        }

        Inherited = Length - _file.Prefix.Length;
    }

    private bool StartsWithPrefix()
    {
        var beginning = new byte[_file.Prefix.Length];
        _stream.ReadExactly(beginning);
        return beginning.AsSpan().SequenceEqual(_file.Prefix);
    }

    // The last: how .NET reports what is larger than the file system or a limit of the process allows.
    private static bool IsOfDevice(Exception failure) => failure is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException;

    private IOException Unwritable(Exception failure) =>
        new($"{_path} could not be written, which takes {_file.Length} bytes: {failure.Message} What is there is kept and gone on with. Free some space, or name another cache with the environment variable HF_HUB_CACHE.", failure);
}
