using System.Text;

namespace SK.EmbeddingGemma.Models;

/// <summary>Reads the fields of a protobuf message that lies in memory; what nobody asks for is passed over unread.</summary>
/// <param name="bytes">The message.</param>
internal ref struct ProtoReader(ReadOnlySpan<byte> bytes)
{
    private const int VarintType = 0;
    private const int LongType = 1;
    private const int BytesType = 2;
    private const int IntegerType = 5;

    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Gets the number of the field that <see cref="Next"/> came to.</summary>
    public int Field { get; private set; }

    /// <summary>Gets its value, where it is a number of variable length.</summary>
    public ulong Number { get; private set; }

    /// <summary>Gets its value, where it is text, bytes or a message.</summary>
    public ReadOnlySpan<byte> Content { get; private set; }

    /// <summary>Gets the value as text.</summary>
    public readonly string Text => Encoding.UTF8.GetString(Content);

    /// <summary>Goes on to the next field, where there is one.</summary>
    /// <exception cref="InvalidDataException">The bytes are no message.</exception>
    public bool Next()
    {
        if (_rest.IsEmpty)
            return false;

        var key = ReadVarint(ref _rest);
        Field = key >> 3 <= int.MaxValue ? (int)(key >> 3) : throw Damaged();
        Number = 0;
        Content = default;
        switch ((int)(key & 7))
        {
            case VarintType:
                Number = ReadVarint(ref _rest);
                break;
            case LongType:
                Take(sizeof(long));
                break;
            case BytesType:
                var length = ReadVarint(ref _rest);
                Content = Take(length <= int.MaxValue ? (int)length : throw Damaged());
                break;
            case IntegerType:
                Take(sizeof(int));
                break;
            default:
                throw Damaged();
        }

        return true;
    }

    /// <summary>Reads the numbers of a repeated field, which stand in one content or one by one.</summary>
    public readonly void AddNumbersTo(List<long> numbers)
    {
        if (Content.IsEmpty)
        {
            numbers.Add((long)Number);
            return;
        }

        var rest = Content;
        while (!rest.IsEmpty)
            numbers.Add((long)ReadVarint(ref rest));
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
            throw Damaged();
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    private static ulong ReadVarint(ref ReadOnlySpan<byte> bytes)
    {
        var value = 0ul;
        for (var i = 0; i < 10; i++)
        {
            if (i == bytes.Length)
                throw Damaged();
            value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return value;
            }
        }

        throw Damaged();
    }

    private static InvalidDataException Damaged() => new("it is cut off or damaged");
}
