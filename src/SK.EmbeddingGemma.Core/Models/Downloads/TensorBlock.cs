using System.Buffers.Binary;
using System.Text.Json;

namespace SK.EmbeddingGemma.Models;

/// <summary>
/// Cuts the tensors of one name prefix out of a safetensors file, by its header alone: where their bytes lie, and the header of a
/// file that holds only them. Everything in the header is taken for hostile.
/// </summary>
/// <param name="Bytes">Where the tensors' bytes lie in the file.</param>
/// <param name="Header">What comes in front of them in the new file: the 8 bytes of length, and the JSON.</param>
internal sealed record TensorBlock(ByteRange Bytes, byte[] Header)
{
    /// <summary>The bytes that state the length of the header.</summary>
    public const int LengthBytes = 8;

    private const int MaxHeaderBytes = 100_000_000;
    private const int Alignment = 8;

    /// <summary>Returns the length of the JSON that follows the first 8 bytes.</summary>
    /// <exception cref="InvalidDataException">The file cannot have such a header.</exception>
    public static int HeaderLength(ReadOnlySpan<byte> first, long fileLength, string file)
    {
        var length = BinaryPrimitives.ReadUInt64LittleEndian(first);
        return length is >= 2 and <= MaxHeaderBytes && (long)length <= fileLength - LengthBytes
            ? (int)length
            : throw new InvalidDataException($"{file} states a header of {length} bytes, but has {fileLength} in all: it is not a safetensors file.");
    }

    /// <summary>Finds the tensors.</summary>
    /// <param name="json">The header's JSON.</param>
    /// <param name="fileLength">The length of the file.</param>
    /// <param name="prefix">What the names begin with.</param>
    /// <param name="file">How messages name the file.</param>
    /// <exception cref="InvalidDataException">The header is malformed, there are no such tensors, or other bytes lie between them.</exception>
    public static TensorBlock Find(ReadOnlyMemory<byte> json, long fileLength, string prefix, string file)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var data = LengthBytes + (long)json.Length;
            var tensors = document.RootElement.EnumerateObject()
                .Where(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal))
                .Select(tensor => (tensor.Name, tensor.Value, Offsets: OffsetsOf(tensor.Value)))
                .OrderBy(tensor => tensor.Offsets.Begin).ThenBy(tensor => tensor.Offsets.End)
                .ToList();
            if (tensors.Count == 0)
                throw new InvalidDataException($"{file} has no tensors whose names begin with {prefix}: it is another model's.");

            var (begin, end) = (tensors[0].Offsets.Begin, tensors[0].Offsets.Begin);
            foreach (var (name, _, offsets) in tensors)
            {
                if (offsets.Begin != end)
                    throw new InvalidDataException($"{file} has the tensor {name} at byte {offsets.Begin}, but the one before it ends at {end}: they are not one block, so they cannot be fetched alone.");
                end = offsets.End;
            }

            if (begin < 0 || end <= begin || end > fileLength - data)
                throw new InvalidDataException($"{file} states the bytes {begin} to {end} for its tensors, but has {fileLength - data}.");
            return new TensorBlock(new ByteRange(data + begin, end - begin), HeaderOf(tensors.Select(tensor => (tensor.Name, tensor.Value, tensor.Offsets.Begin - begin, tensor.Offsets.End - begin))));
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new InvalidDataException($"{file} has a header that is not that of a safetensors file: {fault.Message}", fault);
        }
    }

    private static (long Begin, long End) OffsetsOf(JsonElement tensor)
    {
        var offsets = tensor.GetProperty("data_offsets");
        if (offsets.GetArrayLength() != 2)
            throw new FormatException("data_offsets must be two numbers.");
        var (begin, end) = (offsets[0].GetInt64(), offsets[1].GetInt64());
        return end >= begin ? (begin, end) : throw new FormatException("data_offsets must not go backwards.");
    }

    private static byte[] HeaderOf(IEnumerable<(string Name, JsonElement Tensor, long Begin, long End)> tensors)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, tensor, begin, end) in tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", tensor.GetProperty("dtype").GetString());
                json.WritePropertyName("shape");
                tensor.GetProperty("shape").WriteTo(json);
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(begin);
                json.WriteNumberValue(end);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        var length = (int)((buffer.Length + Alignment - 1) / Alignment * Alignment); // spaces pad it, so that the data is aligned
        var header = new byte[LengthBytes + length];
        header.AsSpan().Fill((byte)' ');
        BinaryPrimitives.WriteInt64LittleEndian(header, length);
        buffer.ToArray().CopyTo(header, LengthBytes);
        return header;
    }
}
