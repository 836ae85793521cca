using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace SK.EmbeddingGemma.Models.Gguf;

/// <summary>Reads a GGUF file forwards, and never beyond its end: whatever a file states of lengths is compared with what is left of it before anything is made room for. Not thread-safe.</summary>
/// <param name="path">The file, for messages.</param>
/// <param name="length">The length of the file, in bytes.</param>
/// <param name="read">Reads it.</param>
internal sealed class GgufCursor(string path, long length, GgufRead read)
{
    private const int BufferBytes = 1 << 16;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _next; // in the buffer
    private int _filled;

    /// <summary>Gets where the next byte is read, from the beginning of the file.</summary>
    public long Position { get; private set; }

    /// <summary>Gets the number of bytes from here to the end of the file.</summary>
    public long Left => length - Position;

    /// <summary>Reads a number as it lies in memory.</summary>
    /// <exception cref="InvalidDataException">The file ends before.</exception>
    public T Number<T>()
        where T : unmanaged => MemoryMarshal.Read<T>(Take(Unsafe.SizeOf<T>()));

    /// <summary>Reads a length or count, which what is left of the file must have room for.</summary>
    /// <param name="what">What has that length, for messages.</param>
    /// <param name="unit">The fewest bytes of each of what is counted.</param>
    /// <param name="most">The most that is accepted.</param>
    /// <exception cref="InvalidDataException">It is more than that.</exception>
    public int Count(string what, int unit, int most)
    {
        var count = Number<ulong>();
        if (count > (ulong)(Left / unit))
            throw Fault($"states {count} for {what}, but has only {Left} bytes more: it is cut short, or damaged.");
        return count <= (ulong)most ? (int)count : throw Fault($"states {count} for {what}, but at most {most} are supported.");
    }

    /// <summary>Reads a text with its length in front.</summary>
    /// <param name="what">What it is, for messages.</param>
    /// <param name="most">The most bytes that are accepted.</param>
    /// <exception cref="InvalidDataException">It is longer, or no UTF-8, or the file ends before.</exception>
    public string Text(string what, int most)
    {
        var bytes = Take(Count($"the length of {what}", 1, Math.Min(most, BufferBytes)));
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException fault)
        {
            throw new InvalidDataException(Fault($"has {what} that is not UTF-8.").Message, fault);
        }
    }

    /// <summary>Reads bytes, at most 64 kB, which are there until the next read.</summary>
    /// <exception cref="InvalidDataException">The file ends before.</exception>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > Left)
            throw Fault($"ends at byte {length}, in the middle of its header: it is cut short.");
        if (count > _filled - _next)
            Fill();
        var bytes = _buffer.AsSpan(_next, count);
        (_next, Position) = (_next + count, Position + count);
        return bytes;
    }

    /// <summary>Passes over bytes.</summary>
    /// <exception cref="InvalidDataException">The file ends before.</exception>
    public void Skip(long count)
    {
        if (count > Left)
            throw Fault($"ends at byte {length}, in the middle of its header: it is cut short.");
        Position += count;
        _next = (int)Math.Min(_filled, _next + count); // what is read next is behind the buffer, or in it
    }

    /// <summary>Goes to a place.</summary>
    public void MoveTo(long position)
    {
        Position = position;
        _next = _filled = 0;
    }

    /// <summary>Returns an exception about the file.</summary>
    public InvalidDataException Fault(string problem) => new($"{path}: the file {problem}");

    private void Fill()
    {
        (_next, _filled) = (0, (int)Math.Min(BufferBytes, Left));
        read(_buffer.AsSpan(0, _filled), Position);
    }
}
