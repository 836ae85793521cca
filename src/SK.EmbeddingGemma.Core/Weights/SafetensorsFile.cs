using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace SK.EmbeddingGemma.Weights;

/// <summary>Writes tensors as one safetensors file of 32-bit floats, whatever they are in their source.</summary>
internal static class SafetensorsFile
{
    private const int HeaderAlignment = 8;

    /// <summary>Returns the bytes of the file that <see cref="Write"/> writes.</summary>
    public static long LengthOf(TensorSource source, IReadOnlyList<string> names) => Header(source, names).Length + names.Sum(name => ByteCount(source.Tensors[name]));

    /// <summary>Writes tensors.</summary>
    /// <param name="source">The weights.</param>
    /// <param name="names">The tensors in the order of the file: vectors and matrices that are there.</param>
    /// <param name="path">The file, which appears when it is whole.</param>
    /// <param name="written">Takes the bytes of each piece.</param>
    /// <param name="cancellationToken">Ends it, and leaves nothing behind.</param>
    /// <exception cref="InvalidDataException">A tensor holds NaN or infinity.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static void Write(TensorSource source, IReadOnlyList<string> names, string path, Action<long> written, CancellationToken cancellationToken)
    {
        var header = Header(source, names);
        using var file = new NewFile(path, LengthOf(source, names), overwrites: false);
        file.Write(header);
        written(header.Length);
        foreach (var name in names)
        {
            TensorPieces.Read(
                source,
                name,
                source.Tensors[name].Shape,
                values =>
                {
                    var bytes = MemoryMarshal.AsBytes(values);
                    file.Write(bytes);
                    written(bytes.Length);
                },
                cancellationToken);
        }

        file.Commit();
    }

    private static long ByteCount(TensorInfo tensor) => tensor.Count * sizeof(float);

    private static byte[] Header(TensorSource source, IReadOnlyList<string> names)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("__metadata__");
            writer.WriteString("format", "pt"); // transformers loads no file without it
            writer.WriteEndObject();
            var offset = 0L;
            foreach (var name in names)
            {
                writer.WriteStartObject(name);
                writer.WriteString("dtype", "F32");
                writer.WriteStartArray("shape");
                foreach (var size in source.Tensors[name].Shape)
                    writer.WriteNumberValue(size);
                writer.WriteEndArray();
                writer.WriteStartArray("data_offsets");
                writer.WriteNumberValue(offset);
                writer.WriteNumberValue(offset += ByteCount(source.Tensors[name]));
                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        var length = (json.WrittenCount + HeaderAlignment - 1) / HeaderAlignment * HeaderAlignment;
        var header = new byte[sizeof(long) + length];
        header.AsSpan().Fill((byte)' ');
        BinaryPrimitives.WriteInt64LittleEndian(header, length);
        json.WrittenSpan.CopyTo(header.AsSpan(sizeof(long)));
        return header;
    }
}
