using System.Text.Json;

namespace SK.EmbeddingGemma.Weights;

/// <summary>Reads the JSON of a safetensors header token by token, without building a tree of it.</summary>
internal ref struct SafetensorsHeaderParser
{
    private const int MaxRank = 8;
    private readonly WeightFile _file;
    private readonly long _dataStart;
    private Utf8JsonReader _json;

    private SafetensorsHeaderParser(WeightFile file, ReadOnlySpan<byte> json, long dataStart)
    {
        _file = file;
        _dataStart = dataStart;
        _json = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 8 });
    }

    /// <summary>Returns the tensors in the order of the header.</summary>
    /// <exception cref="JsonException">The header is not JSON.</exception>
    /// <exception cref="InvalidDataException">The header says what cannot be.</exception>
    public static List<TensorInfo> Parse(WeightFile file, ReadOnlySpan<byte> json, long dataStart) =>
        new SafetensorsHeaderParser(file, json, dataStart).Parse();

    private List<TensorInfo> Parse()
    {
        var tensors = new List<TensorInfo>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        _json.Read(); // the object's brace, checked by the caller
        while (NextProperty() is { } name)
        {
            if (!names.Add(name))
                throw _file.Fault(name, "is there twice.");
            if (names.Count > SafetensorsHeader.MaxTensors)
                throw _file.Fault($"has more than {SafetensorsHeader.MaxTensors} tensors.");
            if (name == "__metadata__")
                ReadMetadata();
            else
                tensors.Add(ReadTensor(name));
        }

        _json.Read(); // throws on trailing text; spaces pad the header
        return tensors;
    }

    private string? NextProperty()
    {
        _json.Read();
        return _json.TokenType == JsonTokenType.PropertyName ? _json.GetString() : null;
    }

    private void ReadMetadata()
    {
        RequireNext(JsonTokenType.StartObject, "__metadata__", "must be an object of strings.");
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (NextProperty() is { } key)
        {
            if (!keys.Add(key))
                throw _file.Fault("__metadata__", "has a key twice.");
            RequireNext(JsonTokenType.String, "__metadata__", "must be an object of strings.");
        }
    }

    private TensorInfo ReadTensor(string name)
    {
        RequireNext(JsonTokenType.StartObject, name, "must be an object with dtype, shape and data_offsets.");
        TensorType? type = null;
        List<long>? shape = null, offsets = null;
        while (NextProperty() is { } key)
        {
            var first = key switch { "dtype" => type is null, "shape" => shape is null, "data_offsets" => offsets is null, _ => false };
            if (!first)
                throw _file.Fault(name, "has a key twice, or another than dtype, shape and data_offsets.");
            if (key == "dtype")
                type = ReadType(name);
            else if (key == "shape")
                shape = ReadSizes(name, key);
            else
                offsets = ReadSizes(name, key);
        }

        if (type is null || shape is null || offsets is not { Count: 2 })
            throw _file.Fault(name, "must have dtype, shape and data_offsets of two numbers.");
        return Locate(name, type.Value, shape, offsets[0], offsets[1]);
    }

    private TensorType ReadType(string name)
    {
        RequireNext(JsonTokenType.String, name, "has a dtype that is not a string.");
        if (_json.ValueTextEquals("F32"u8))
            return TensorType.Float32;
        if (_json.ValueTextEquals("F16"u8))
            return TensorType.Float16;
        if (_json.ValueTextEquals("BF16"u8))
            return TensorType.BFloat16;
        var text = _json.GetString()!;
        throw _file.Fault(name, $"has the dtype \"{(text.Length > 16 ? text[..16] : text)}\", but only F32, F16 and BF16 are supported.");
    }

    private List<long> ReadSizes(string name, string key)
    {
        RequireNext(JsonTokenType.StartArray, name, $"has a {key} that is not a list.");
        var sizes = new List<long>();
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (_json.TokenType != JsonTokenType.Number || !_json.TryGetInt64(out var size) || size < 0)
                throw _file.Fault(name, $"has a {key} with something else than whole numbers of 0 or more that fit 63 bits.");
            if (sizes.Count == MaxRank)
                throw _file.Fault(name, $"has a {key} of more than {MaxRank} numbers.");
            sizes.Add(size);
        }

        return sizes;
    }

    private readonly TensorInfo Locate(string name, TensorType type, List<long> shape, long begin, long end)
    {
        if (begin > end || end > _file.Length - _dataStart)
            throw _file.Fault(name, $"has the offsets {begin} to {end}, but there are {_file.Length - _dataStart} bytes of data.");
        var tensor = new TensorInfo(name, type, shape, _dataStart + begin, end - begin);
        // By division: a hostile shape overflows any product.
        var left = tensor.Count;
        var exact = tensor.ByteCount % type.BlockBytes() == 0;
        if (shape.Contains(0))
            return exact && left == 0 ? tensor : throw Disagrees(tensor);
        foreach (var size in shape)
        {
            exact &= left % size == 0;
            left /= size;
        }

        return exact && left == 1 ? tensor : throw Disagrees(tensor);
    }

    private readonly InvalidDataException Disagrees(TensorInfo tensor) =>
        _file.Fault(tensor, $"has the shape {tensor.ShapeText} of {tensor.Type.BlockBytes()}-byte numbers, which its {tensor.ByteCount} bytes do not hold.");

    private void RequireNext(JsonTokenType type, string name, string problem)
    {
        _json.Read();
        if (_json.TokenType != type)
            throw _file.Fault(name, problem);
    }
}
