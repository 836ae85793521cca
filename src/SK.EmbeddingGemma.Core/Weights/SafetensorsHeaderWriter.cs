using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace SK.EmbeddingGemma.Weights;

/// <summary>Writes what a safetensors file begins with: its length, and as JSON where each tensor lies.</summary>
internal static class SafetensorsHeaderWriter
{
    private const int Alignment = 8;

    /// <summary>Returns the beginning of a file of 32-bit floats.</summary>
    /// <param name="tensors">The tensors in the order of the file.</param>
    public static byte[] OfFloats(IEnumerable<(string Name, IReadOnlyList<long> Shape)> tensors)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("__metadata__");
            writer.WriteString("format", "pt"); // transformers loads no file without it
            writer.WriteEndObject();
            var offset = 0L;
            foreach (var (name, shape) in tensors)
            {
                writer.WriteStartObject(name);
                writer.WriteString("dtype", "F32");
                writer.WriteStartArray("shape");
                foreach (var size in shape)
                    writer.WriteNumberValue(size);
                writer.WriteEndArray();
                writer.WriteStartArray("data_offsets");
                writer.WriteNumberValue(offset);
                writer.WriteNumberValue(offset += shape.Aggregate((long)sizeof(float), (product, size) => product * size));
                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        var length = (json.WrittenCount + Alignment - 1) / Alignment * Alignment;
        var header = new byte[sizeof(long) + length];
        header.AsSpan().Fill((byte)' ');
        BinaryPrimitives.WriteInt64LittleEndian(header, length);
        json.WrittenSpan.CopyTo(header.AsSpan(sizeof(long)));
        return header;
    }
}
