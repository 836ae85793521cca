using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;

namespace SK.EmbeddingGemma.TestSupport;

/// <summary>Builds a safetensors file in memory, valid or, with a header of one's own, not.</summary>
public sealed class SafetensorsWriter
{
    private readonly JsonObject _header = [];
    private readonly List<byte> _data = [];

    /// <summary>Gets the header, to be changed before <see cref="ToArray()"/> by those who want a faulty file.</summary>
    public JsonObject Header => _header;

    /// <summary>Adds a tensor of floats in the format <paramref name="type"/>: F32, F16 or BF16 (cut, not rounded).</summary>
    public SafetensorsWriter Add(string name, long[] shape, ReadOnlySpan<float> values, string type = "F32")
    {
        var bytes = type switch
        {
            "F32" => MemoryMarshal.AsBytes(values).ToArray(),
            "F16" => MemoryMarshal.AsBytes<Half>(values.ToArray().Select(value => (Half)value).ToArray()).ToArray(),
            "BF16" => MemoryMarshal.AsBytes<ushort>(values.ToArray().Select(value => (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)).ToArray()).ToArray(),
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "F32, F16 or BF16."),
        };
        return AddBytes(name, shape, bytes, type);
    }

    /// <summary>Adds a tensor whose bytes and type are taken as they are.</summary>
    public SafetensorsWriter AddBytes(string name, long[] shape, ReadOnlySpan<byte> bytes, string type)
    {
        _header[name] = new JsonObject
        {
            ["dtype"] = type,
            ["shape"] = new JsonArray([.. shape.Select(size => (JsonNode)size)]),
            ["data_offsets"] = new JsonArray((long)_data.Count, _data.Count + bytes.Length),
        };
        _data.AddRange(bytes);
        return this;
    }

    /// <summary>Returns the file.</summary>
    public byte[] ToArray()
    {
        var json = _header.ToJsonString();
        return ToArray(json.PadRight((json.Length + 7) / 8 * 8), _data.ToArray());
    }

    /// <summary>Returns a file with the given header in front of the data of the tensors added.</summary>
    public byte[] ToArray(string header) => ToArray(header, _data.ToArray());

    /// <summary>Returns a file of the given header and data.</summary>
    public static byte[] ToArray(string header, ReadOnlySpan<byte> data)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var file = new byte[8 + json.Length + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(file, json.Length);
        json.CopyTo(file, 8);
        data.CopyTo(file.AsSpan(8 + json.Length));
        return file;
    }
}
