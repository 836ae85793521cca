using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>Writes the weights of a graph one behind the other into one file, which the runtime maps into memory.</summary>
internal sealed class GraphWeightFile : IDisposable
{
    private const int Alignment = 4096; // a page: the runtime maps each tensor from its own offset

    private readonly FileStream _file;
    private readonly Dictionary<string, OnnxInitializer> _tensors = new(StringComparer.Ordinal);

    /// <summary>Creates the file, which must not exist.</summary>
    public GraphWeightFile(string path) => _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);

    /// <summary>Gets what was written, by name.</summary>
    public IReadOnlyDictionary<string, OnnxInitializer> Tensors => _tensors;

    /// <summary>Appends a tensor.</summary>
    /// <exception cref="IOException">The file cannot be written, for example because the disk is full; the message says where.</exception>
    public void Add(string name, ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) =>
        Add(name, OnnxTensorType.Float, MemoryMarshal.AsBytes(values), shape);

    /// <summary>Appends a tensor of any type, given as the bytes of its elements.</summary>
    /// <inheritdoc cref="Add(string, ReadOnlySpan{float}, ReadOnlySpan{long})"/>
    public void Add(string name, OnnxTensorType type, ReadOnlySpan<byte> bytes, params ReadOnlySpan<long> shape)
    {
        var offset = (_file.Position + Alignment - 1) / Alignment * Alignment;
        Write(bytes, offset);
        _tensors.Add(name, OnnxInitializer.Stored(name, type, shape.ToArray(), new OnnxExternalData(Path.GetFileName(_file.Name), offset, bytes.Length)));
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            _file.Position = offset;
            _file.Write(bytes);
        }
        catch (Exception failure) when (failure is IOException or ArgumentOutOfRangeException) // the latter where the file system takes no file so large
        {
            throw new IOException(
                $"The model's weights could not be written to the temporary file {_file.Name} ({offset / (1 << 20)} MiB were): {failure.Message} Free some space there, or name another temporary folder (TMPDIR; TMP on Windows).",
                failure);
        }
    }
}
