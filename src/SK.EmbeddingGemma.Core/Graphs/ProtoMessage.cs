using Google.Protobuf;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>A protobuf message in the making: fields in the order of the calls.</summary>
internal sealed class ProtoMessage
{
    private readonly CodedOutputStream _output;

    private ProtoMessage(CodedOutputStream output) => _output = output;

    /// <summary>Returns the bytes of the message that <paramref name="write"/> fills.</summary>
    public static byte[] Build(Action<ProtoMessage> write)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
        {
            write(new ProtoMessage(output));
        }

        return bytes.ToArray();
    }

    public void Integer(int field, long value)
    {
        _output.WriteTag(field, WireFormat.WireType.Varint);
        _output.WriteInt64(value);
    }

    public void Float(int field, float value)
    {
        _output.WriteTag(field, WireFormat.WireType.Fixed32);
        _output.WriteFloat(value);
    }

    public void Text(int field, string value)
    {
        _output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        _output.WriteString(value);
    }

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        _output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        _output.WriteBytes(ByteString.CopyFrom(value));
    }

    public void Message(int field, Action<ProtoMessage> write) => Bytes(field, Build(write));
}
