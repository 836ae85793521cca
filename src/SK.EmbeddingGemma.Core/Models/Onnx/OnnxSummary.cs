using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;

namespace SK.EmbeddingGemma.Models;

/// <summary>What is read of an ONNX model without running it: inputs, outputs, the files of its weights, and how its operations hang together. Immutable.</summary>
internal sealed class OnnxSummary
{
    private const int IntegerType = 6; // TensorProto.DataType.INT32
    private const int LongType = 7; // INT64

    private readonly List<OnnxValueInfo> _inputs = [];
    private readonly List<OnnxValueInfo> _outputs = [];
    private readonly HashSet<string> _externalFiles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OnnxNodeInfo> _producers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _scalars = new(StringComparer.Ordinal);
    private readonly HashSet<string> _initializers = new(StringComparer.Ordinal);
    private readonly List<OnnxNodeInfo> _nodes = [];

    private OnnxSummary(string path) => Path = path;

    /// <summary>Gets the file's absolute path.</summary>
    public string Path { get; }

    /// <summary>Gets the values that the model is given.</summary>
    public IEnumerable<OnnxValueInfo> Inputs => _inputs.Where(input => !_initializers.Contains(input.Name));

    /// <summary>Gets the values that it gives.</summary>
    public IReadOnlyList<OnnxValueInfo> Outputs => _outputs;

    /// <summary>Gets the absolute paths of the files that hold its weights beside it.</summary>
    public IEnumerable<string> ExternalFiles => _externalFiles.Order(StringComparer.Ordinal);

    /// <summary>Gets the operations.</summary>
    public IReadOnlyList<OnnxNodeInfo> Nodes => _nodes;

    /// <summary>Gets whether an operation restricts attention to a window by itself.</summary>
    public bool HasWindowAttribute { get; private set; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no ONNX model, or damaged.</exception>
    public static OnnxSummary Read(string path)
    {
        if (Directory.Exists(path))
            throw new InvalidDataException($"{path}: this is a folder, but must be an ONNX file.");
        if (!File.Exists(path))
            throw new FileNotFoundException($"The ONNX file {path} does not exist.", path);
        var summary = new OnnxSummary(System.IO.Path.GetFullPath(path));
        try
        {
            summary.ReadMapped();
        }
        catch (InvalidDataException fault)
        {
            throw new InvalidDataException($"{path}: this is no whole ONNX file: {fault.Message}. Copy it again.", fault);
        }

        return summary;
    }

    /// <summary>Returns the operation that makes a value, or <see langword="null"/> for an input or a constant.</summary>
    public OnnxNodeInfo? ProducerOf(string value) => _producers.GetValueOrDefault(value);

    /// <summary>Returns a constant that is one whole number, or <see langword="null"/>.</summary>
    public long? ScalarOf(string value) => _scalars.TryGetValue(value, out var scalar) ? scalar : null;

    private unsafe void ReadMapped()
    {
        using var handle = File.OpenHandle(Path, share: FileShare.Read | FileShare.Delete);
        var length = RandomAccess.GetLength(handle);
        if (length is 0 or > int.MaxValue)
            throw new InvalidDataException($"it has {length} bytes");
        using var map = MemoryMappedFile.CreateFromFile(handle, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        using var view = map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        try
        {
            var hasGraph = false;
            var model = new ProtoReader(new ReadOnlySpan<byte>(start + view.PointerOffset, (int)length));
            while (model.Next())
            {
                if (model.Field == 7)
                {
                    hasGraph = true;
                    ReadGraph(model.Content);
                }
            }

            if (!hasGraph || _outputs.Count == 0)
                throw new InvalidDataException("it has no graph");
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    private void ReadGraph(ReadOnlySpan<byte> bytes)
    {
        var graph = new ProtoReader(bytes);
        while (graph.Next())
        {
            switch (graph.Field)
            {
                case 1:
                    ReadNode(graph.Content);
                    break;
                case 5:
                    if (ReadTensor(graph.Content) is { } name)
                        _initializers.Add(name);
                    break;
                case 11:
                    _inputs.Add(ReadValue(graph.Content));
                    break;
                case 12:
                    _outputs.Add(ReadValue(graph.Content));
                    break;
                default:
                    break;
            }
        }
    }

    private void ReadNode(ReadOnlySpan<byte> bytes)
    {
        var (inputs, outputs, name) = (new List<string>(), new List<string>(), "");
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    inputs.Add(reader.Text);
                    break;
                case 2:
                    outputs.Add(reader.Text);
                    break;
                case 4:
                    name = reader.Text;
                    break;
                case 5:
                    ReadAttribute(reader.Content, outputs.Count > 0 ? outputs[0] : "");
                    break;
                default:
                    break;
            }
        }

        var node = new OnnxNodeInfo(name, inputs);
        _nodes.Add(node);
        foreach (var output in outputs)
            _producers[output] = node;
    }

    // A Constant's value; the window of ONNX Runtime's own attention operators.
    private void ReadAttribute(ReadOnlySpan<byte> bytes, string output)
    {
        var (name, number) = ("", 0L);
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    name = reader.Text;
                    break;
                case 3:
                    number = (long)reader.Number;
                    break;
                case 5:
                    ReadTensor(reader.Content, output);
                    break;
                default:
                    break;
            }
        }

        HasWindowAttribute |= name == "local_window_size" && number > 0;
        if (name == "value_int")
            _scalars[output] = number;
    }

    private string? ReadTensor(ReadOnlySpan<byte> bytes, string? constant = null)
    {
        var (name, type, elements) = (constant, 0, 1L);
        var (sizes, numbers) = (new List<long>(), new List<long>());
        var raw = ReadOnlySpan<byte>.Empty;
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    reader.AddNumbersTo(sizes);
                    break;
                case 2:
                    type = (int)reader.Number;
                    break;
                case 5 or 7 when reader.Content.Length < 32:
                    reader.AddNumbersTo(numbers);
                    break;
                case 8:
                    name ??= reader.Text;
                    break;
                case 9:
                    raw = reader.Content;
                    break;
                case 13:
                    ReadExternal(reader.Content);
                    break;
                default:
                    break;
            }
        }

        sizes.ForEach(size => elements *= size == 1 ? 1 : 0);
        if (name is not null && elements == 1 && ScalarOf(type, raw, numbers) is { } scalar)
            _scalars[name] = scalar;
        return name;
    }

    private static long? ScalarOf(int type, ReadOnlySpan<byte> raw, List<long> numbers) => (type, raw.Length) switch
    {
        (LongType, sizeof(long)) => BinaryPrimitives.ReadInt64LittleEndian(raw),
        (IntegerType, sizeof(int)) => BinaryPrimitives.ReadInt32LittleEndian(raw),
        (LongType or IntegerType, 0) when numbers.Count == 1 => numbers[0],
        _ => null,
    };

    private void ReadExternal(ReadOnlySpan<byte> bytes)
    {
        var (key, value) = ("", "");
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Field == 1)
                key = reader.Text;
            else if (reader.Field == 2)
                value = reader.Text;
        }

        if (key == "location")
            _externalFiles.Add(ContainedPath.Join(System.IO.Path.GetDirectoryName(Path)!, value) ?? throw new InvalidDataException($"its weights are in {JsonSection.Show(value)}, which is not beside it"));
    }

    private static OnnxValueInfo ReadValue(ReadOnlySpan<byte> bytes)
    {
        var (name, shape) = ("", new List<long?>());
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Field == 1)
                name = reader.Text;
            else if (reader.Field == 2)
                ReadShape(reader.Content, shape, depth: 0);
        }

        return new OnnxValueInfo(name, shape);
    }

    // TypeProto.tensor_type (1) . shape (2) . dim (1, repeated) . dim_value (1)
    private static void ReadShape(ReadOnlySpan<byte> bytes, List<long?> shape, int depth)
    {
        long? size = null;
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (depth == 3 && reader.Field == 1)
                size = (long)reader.Number;
            else if (depth < 3 && reader.Field == (depth == 1 ? 2 : 1) && !reader.Content.IsEmpty)
                ReadShape(reader.Content, shape, depth + 1);
            else if (depth == 2 && reader.Field == 1)
                shape.Add(null); // an empty dimension
        }

        if (depth == 3)
            shape.Add(size);
    }
}
