using System.IO.MemoryMappedFiles;
using System.Numerics.Tensors;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Weights.Gguf;

namespace SK.EmbeddingGemma.Weights;

/// <summary>
/// The tensors of a module: of a folder with one safetensors file or with shards and an index, or of a GGUF file. Headers are read
/// and checked at once, weights when they are asked for. Reads are thread-safe; disposing is not, and leaves row readers open.
/// </summary>
internal sealed class TensorSource : IDisposable
{
    // A mapped page beyond the end of a file that was cut kills the process: lengths are compared again before each piece.
    private const int PieceNumbers = 1024 * 1024; // a multiple of every block
    private readonly Dictionary<string, (WeightFile File, TensorInfo Info)> _located;
    private readonly IReadOnlyList<WeightFile> _files;
    private readonly Func<string, string>? _nameInFile;
    private bool _isDisposed;

    /// <param name="path">What was opened.</param>
    /// <param name="files">The files.</param>
    /// <param name="located">The tensors.</param>
    /// <param name="nameInFile">Gives the name that a missing tensor should have in the file; <see langword="null"/> where that is its name here.</param>
    private TensorSource(string path, IReadOnlyList<WeightFile> files, Dictionary<string, (WeightFile File, TensorInfo Info)> located, Func<string, string>? nameInFile = null)
    {
        _nameInFile = nameInFile;
        Path = path;
        _files = files;
        _located = WithoutPrefix(TextTowerOf(located));
        Tensors = _located.ToDictionary(tensor => tensor.Key, tensor => tensor.Value.Info, StringComparer.Ordinal);
    }

    /// <summary>Gets the absolute path of the safetensors file, of the index or of the GGUF file, for messages.</summary>
    public string Path { get; }

    /// <summary>Gets the absolute paths of all files: the index first, where there is one.</summary>
    public IEnumerable<string> Files => _files.Select(file => file.Path).Prepend(Path).Distinct(StringComparer.Ordinal);

    /// <summary>Gets or sets what is told the bytes of each tensor that <see cref="Read"/> has read.</summary>
    public Action<long>? OnRead { get; set; }

    /// <summary>
    /// Gets the tensors by name; a "model." in front is removed where all names have it. Of a multimodal model they are those of the text tower,
    /// without the "language_model." in front.
    /// </summary>
    public IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <summary>Opens the weights of a model's transformer.</summary>
    /// <inheritdoc cref="Open(string)" path="/exception"/>
    public static TensorSource Open(ModelDirectory directory) =>
        directory.Released is not null
            ? throw new FileNotFoundException($"The weights of the model in {directory.Root} were removed once they were converted. Download them again, with embeddinggemma download, for what needs them.")
            : directory.IsGguf ? OpenGguf(directory.Path, file => GgufWeights.FindTransformer(file, directory), GgufTensors.NameOf) : Open(directory.Path);

    /// <summary>Opens the weights of a dense module.</summary>
    /// <inheritdoc cref="Open(string)" path="/exception"/>
    public static TensorSource Open(DenseModule module) =>
        module.GgufTensor is { } tensor ? OpenGguf(module.Folder, file => GgufWeights.FindDense(file, tensor), _ => tensor) : Open(module.Folder);

    /// <summary>Opens model.safetensors, or else the shards of model.safetensors.index.json.</summary>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is not a whole and consistent safetensors file; the message names file and tensor.</exception>
    /// <exception cref="PlatformNotSupportedException">The processor is big-endian.</exception>
    public static TensorSource Open(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("Weights are little-endian and are read as they are, which a big-endian processor cannot do.");
        var path = WeightFiles.Find(System.IO.Path.GetFullPath(folder));
        var files = new List<WeightFile>();
        try
        {
            var located = path.EndsWith(WeightFiles.Index, StringComparison.Ordinal) ? ShardIndex.Open(path, files) : OpenSingle(path, files);
            return new TensorSource(path, files, located);
        }
        catch
        {
            files.ForEach(file => file.Dispose());
            throw;
        }
    }

    /// <summary>Reads a whole tensor, row-major, into <paramref name="destination"/>, which has exactly as many floats.</summary>
    /// <exception cref="InvalidDataException">The tensor is missing, has another shape, or holds NaN or infinity.</exception>
    /// <exception cref="IOException">The file was changed in place since it was opened.</exception>
    public void Read(string name, ReadOnlySpan<long> shape, Span<float> destination)
    {
        var (file, info) = Find(name, shape);
        var count = info.Count;
        if (destination.Length != count)
            throw new ArgumentException($"The destination has {destination.Length} floats, but tensor '{name}' has {count}.", nameof(destination));
        if (count == 0)
            return;

        using (var map = file.Map())
        using (var view = map.CreateViewAccessor(info.Offset, info.ByteCount, MemoryMappedFileAccess.Read))
            ReadMapped(file, info, view, destination);
        file.EnsureUnchanged();
        if (!TensorPrimitives.IsFiniteAll<float>(destination))
            throw file.Fault(info, "holds NaN or infinity: the weights are damaged. Copy them again from where the model comes from.");
        OnRead?.Invoke(info.ByteCount);
    }

    /// <summary>Reads bytes of a tensor as they are in the file.</summary>
    /// <exception cref="IOException">The file was changed in place since it was opened.</exception>
    public void ReadBytes(string name, long position, Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var (file, info) = _located[name];
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position, info.ByteCount - destination.Length);
        file.Read(destination, info.Offset + position);
    }

    /// <summary>Opens a reader for single rows of a matrix; it lives on when this source is disposed.</summary>
    /// <exception cref="InvalidDataException">The tensor is missing or has another shape.</exception>
    public RowReader OpenRows(string name, long rows, long columns)
    {
        var (file, info) = Find(name, [rows, columns]);
        return new RowReader(file.Share(), info, checked((int)rows), checked((int)columns));
    }

    /// <summary>Returns an exception about a tensor, which may be missing.</summary>
    public InvalidDataException Fault(string name, string problem) =>
        _located.TryGetValue(name, out var tensor) ? tensor.File.Fault(tensor.Info, problem) : new InvalidDataException($"{Path}: tensor '{_nameInFile?.Invoke(name) ?? name}' {problem}");

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        foreach (var file in _files)
            file.Dispose();
    }

    private static Dictionary<string, (WeightFile File, TensorInfo Info)> OpenSingle(string path, List<WeightFile> files)
    {
        var file = WeightFile.Open(path);
        files.Add(file);
        return SafetensorsHeader.Read(file).ToDictionary(info => info.Name, info => (file, info), StringComparer.Ordinal);
    }

    private static Dictionary<string, (WeightFile File, TensorInfo Info)> TextTowerOf(Dictionary<string, (WeightFile File, TensorInfo Info)> located)
    {
        const string Tower = "language_model.";
        var text = located.Where(tensor => tensor.Key.StartsWith(Tower, StringComparison.Ordinal)).ToDictionary(tensor => tensor.Key[Tower.Length..], tensor => tensor.Value, StringComparer.Ordinal);
        return text.Count > 0 ? text : located;
    }

    private static TensorSource OpenGguf(string path, Func<WeightFile, Dictionary<string, TensorInfo>> find, Func<string, string> nameInFile)
    {
        var file = WeightFile.Open(path);
        try
        {
            return new TensorSource(path, [file], find(file).ToDictionary(tensor => tensor.Key, tensor => (file, tensor.Value), StringComparer.Ordinal), nameInFile);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static Dictionary<string, (WeightFile File, TensorInfo Info)> WithoutPrefix(Dictionary<string, (WeightFile File, TensorInfo Info)> located)
    {
        const string Prefix = "model.";
        return located.Count > 0 && located.Keys.All(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            ? located.ToDictionary(tensor => tensor.Key[Prefix.Length..], tensor => tensor.Value, StringComparer.Ordinal)
            : located;
    }

    private static unsafe void ReadMapped(WeightFile file, TensorInfo info, MemoryMappedViewAccessor view, Span<float> destination)
    {
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        try
        {
            start += view.PointerOffset;
            var (length, bytes) = (info.Type.BlockLength(), info.Type.BlockBytes());
            for (var first = 0; first < destination.Length; first += PieceNumbers)
            {
                file.EnsureUnchanged();
                var count = Math.Min(PieceNumbers, destination.Length - first);
                var piece = new ReadOnlySpan<byte>(start + ((long)first / length * bytes), count / length * bytes);
                FloatConversion.ToSingle(info.Type, piece, destination.Slice(first, count));
            }
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    private (WeightFile File, TensorInfo Info) Find(string name, ReadOnlySpan<long> shape)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (!_located.TryGetValue(name, out var tensor))
            throw Fault(name, "is missing.");
        return tensor.Info.Shape.SequenceEqual(shape.ToArray())
            ? tensor
            : throw Fault(name, $"has the shape {tensor.Info.ShapeText}, but must have {TensorInfo.FormatShape(shape)}.");
    }
}
