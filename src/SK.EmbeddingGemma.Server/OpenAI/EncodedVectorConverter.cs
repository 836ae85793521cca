using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.OpenAI;

/// <summary>Writes vectors. Base64 goes out as it is: older .NET clients do not undo the escape of a plus sign.</summary>
internal sealed class EncodedVectorConverter : JsonConverter<EncodedVector>
{
    public override EncodedVector Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Vectors are only ever written.");

    public override void Write(Utf8JsonWriter writer, EncodedVector value, JsonSerializerOptions options)
    {
        var values = value.Values.Span;
        if (value.IsBase64)
        {
            WriteBase64(writer, values);
            return;
        }

        writer.WriteStartArray();
        foreach (var number in values)
            writer.WriteNumberValue(number);
        writer.WriteEndArray();
    }

    private static void WriteBase64(Utf8JsonWriter writer, ReadOnlySpan<float> values)
    {
        if (BitConverter.IsLittleEndian)
        {
            writer.WriteBase64StringValue(MemoryMarshal.AsBytes(values));
            return;
        }

        var bytes = ArrayPool<byte>.Shared.Rent(values.Length * sizeof(float));
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        writer.WriteBase64StringValue(bytes.AsSpan(0, values.Length * sizeof(float)));
        ArrayPool<byte>.Shared.Return(bytes);
    }
}
