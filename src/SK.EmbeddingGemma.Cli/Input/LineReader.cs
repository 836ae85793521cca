namespace SK.EmbeddingGemma.Cli;

/// <summary>Splits a stream into lines, which end in LF or CRLF, and leaves out a byte order mark. Not thread-safe.</summary>
/// <param name="stream">The stream.</param>
/// <param name="source">What it is, for messages.</param>
internal sealed class LineReader(Stream stream, string source)
{
    /// <summary>The longest line, in bytes: far more than any text, and a bound where a stream has no line ends at all.</summary>
    public const int LongestLine = 1 << 28;

    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _hasEnded;

    /// <summary>Gets the number of lines read.</summary>
    public long LineNumber { get; private set; }

    /// <summary>Returns the next line without its end, valid until the next call; <see langword="null"/> at the end.</summary>
    /// <exception cref="InvalidDataException">The line is longer than <see cref="LongestLine"/>.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        var scanned = 0;
        while (true)
        {
            var length = _buffer.AsSpan(_start + scanned, _end - _start - scanned).IndexOf((byte)'\n');
            if (length >= 0)
                return Take(scanned + length, separatorLength: 1);

            scanned = _end - _start;
            if (_hasEnded)
                return scanned > 0 ? Take(scanned, separatorLength: 0) : default(ReadOnlyMemory<byte>?); // a plain null would become empty memory
            if (scanned > LongestLine)
                throw new InvalidDataException($"Line {LineNumber + 1} of {source} is longer than {LongestLine / (1 << 20)} MiB: is it a text file?");

            MakeRoom();
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            _hasEnded = read == 0;
            _end += read;
        }
    }

    private ReadOnlyMemory<byte> Take(int length, int separatorLength)
    {
        var line = _buffer.AsMemory(_start, length);
        _start += length + separatorLength;
        if (LineNumber++ == 0 && line.Span.StartsWith("\uFEFF"u8))
            line = line["\uFEFF"u8.Length..];
        return line.Span.EndsWith("\r"u8) ? line[..^1] : line;
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, checked(2 * _buffer.Length));
    }
}
