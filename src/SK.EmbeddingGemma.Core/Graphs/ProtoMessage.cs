using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Google.Protobuf;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>A protobuf message: fields in the order of the calls. Large contents are not held, but made while the message is written.</summary>
internal sealed class ProtoMessage
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly List<(int Position, OnnxContent Content)> _contents = [];

    private ProtoMessage()
    {
    }

    /// <summary>Gets the number of bytes of the whole message.</summary>
    public long Length => _bytes.WrittenCount + _contents.Sum(content => content.Content.Length);

    /// <summary>Returns the message that <paramref name="write"/> fills.</summary>
    public static ProtoMessage Build(Action<ProtoMessage> write)
    {
        var message = new ProtoMessage();
        write(message);
        return message;
    }

    /// <summary>Hands on the whole message, piece by piece.</summary>
    public void WriteTo(BytePiece take)
    {
        var start = 0;
        foreach (var (position, content) in _contents)
        {
            take(_bytes.WrittenSpan[start..position]);
            content.WriteTo(take);
            start = position;
        }

        take(_bytes.WrittenSpan[start..]);
    }

    /// <summary>Returns the whole message.</summary>
    public byte[] ToArray()
    {
        var bytes = new ArrayBufferWriter<byte>(checked((int)Math.Max(Length, 1)));
        WriteTo(piece => bytes.Write(piece));
        return bytes.WrittenSpan.ToArray();
    }

    public void Integer(int field, long value)
    {
        Tag(field, WireFormat.WireType.Varint);
        Varint((ulong)value);
    }

    public void Float(int field, float value)
    {
        Tag(field, WireFormat.WireType.Fixed32);
        BinaryPrimitives.WriteSingleLittleEndian(_bytes.GetSpan(sizeof(float)), value);
        _bytes.Advance(sizeof(float));
    }

    public void Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        BeginBytes(field, value.Length);
        _bytes.Write(value);
    }

    public void Content(int field, OnnxContent content)
    {
        BeginBytes(field, content.Length);
        _contents.Add((_bytes.WrittenCount, content));
    }

    public void Message(int field, Action<ProtoMessage> write)
    {
        var inner = Build(write);
        BeginBytes(field, inner.Length);
        _contents.AddRange(inner._contents.Select(content => (_bytes.WrittenCount + content.Position, content.Content)));
        _bytes.Write(inner._bytes.WrittenSpan);
    }

    private void BeginBytes(int field, long length)
    {
        Tag(field, WireFormat.WireType.LengthDelimited);
        Varint((ulong)length);
    }

    private void Tag(int field, WireFormat.WireType type) => Varint(WireFormat.MakeTag(field, type));

    private void Varint(ulong value)
    {
        const int BitsPerByte = 7;
        const byte More = 0x80;
        for (; value >= More; value >>= BitsPerByte)
        {
            Byte((byte)(value | More));
        }

        Byte((byte)value);
    }

    private void Byte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }
}
