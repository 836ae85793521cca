using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>Writes the weights of a graph one behind the other into one file, which the runtime maps into memory.</summary>
internal sealed class GraphWeightFile : IDisposable
{
    private const int Alignment = 4096; // a page: the runtime maps each tensor from its own offset

    private readonly ConversionFile _file;
    private readonly Dictionary<string, OnnxInitializer> _tensors = new(StringComparer.Ordinal);

    /// <summary>Creates the file, which must not exist.</summary>
    public GraphWeightFile(string path) => _file = new(path);

    /// <summary>Gets what was written, by name.</summary>
    public IReadOnlyDictionary<string, OnnxInitializer> Tensors => _tensors;

    /// <summary>Appends a tensor.</summary>
    /// <exception cref="UnwrittenFileException">The file cannot be written, for example because the disk is full.</exception>
    public void Add(string name, ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) =>
        Add(name, OnnxTensorType.Float, MemoryMarshal.AsBytes(values), shape);

    /// <inheritdoc cref="Add(string, ReadOnlySpan{float}, ReadOnlySpan{long})"/>
    public void Add(string name, ReadOnlySpan<sbyte> values, params ReadOnlySpan<long> shape) =>
        Add(name, OnnxTensorType.Int8, MemoryMarshal.AsBytes(values), shape);

    /// <inheritdoc cref="Add(string, ReadOnlySpan{float}, ReadOnlySpan{long})"/>
    public void Add(string name, ReadOnlySpan<byte> values, params ReadOnlySpan<long> shape) =>
        Add(name, OnnxTensorType.UInt8, values, shape);

    /// <summary>Appends a tensor of any type, given as the bytes of its elements.</summary>
    /// <inheritdoc cref="Add(string, ReadOnlySpan{float}, ReadOnlySpan{long})"/>
    private void Add(string name, OnnxTensorType type, ReadOnlySpan<byte> bytes, params ReadOnlySpan<long> shape)
    {
        var offset = (_file.Position + Alignment - 1) / Alignment * Alignment;
        _file.Append(bytes, offset);
        _tensors.Add(name, OnnxInitializer.Stored(name, type, shape.ToArray(), new OnnxExternalData(_file.Name, offset, bytes.Length)));
    }

    /// <inheritdoc cref="ConversionFile.Flush"/>
    public void Flush() => _file.Flush();

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
