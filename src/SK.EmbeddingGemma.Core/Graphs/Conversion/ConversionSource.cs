using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Models.Gguf;
using SK.EmbeddingGemma.Weights;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>The files that a conversion reads, open, and what tells them from others. Not thread-safe.</summary>
internal sealed class ConversionSource : IDisposable
{
    private const int BufferBytes = 1 << 20;

    private readonly ModelDirectory _directory;
    private readonly List<TensorSource> _sources = [];

    private ConversionSource(ModelDirectory directory) => _directory = directory;

    /// <summary>Gets the transformer's tensors.</summary>
    public TensorSource Tensors => _sources[0];

    /// <summary>Opens the weight files and reads their headers.</summary>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static ConversionSource Open(ModelDirectory directory)
    {
        var source = new ConversionSource(directory);
        try
        {
            source._sources.Add(TensorSource.Open(directory));
            foreach (var dense in directory.DenseModules)
                source._sources.Add(TensorSource.Open(dense));
            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Returns what the files look like now: path, length, time of the last write and, because times can be set, a sample of every
    /// tensor; 64 hexadecimal digits. Reads some 4 kB for each tensor.
    /// </summary>
    public string Stamp()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in Files)
        {
            var file = new FileInfo(path);
            Append(hash, string.Create(CultureInfo.InvariantCulture, $"{path} {file.Length} {file.LastWriteTimeUtc.Ticks}"));
        }

        foreach (var source in _sources)
            ModelRevision.AppendSamples(hash, source);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Returns when the youngest file was written.</summary>
    public DateTime LastWrite() => Files.Max(File.GetLastWriteTimeUtc);

    /// <summary>Returns the hash of all that the result depends on, wherever it lies: 64 hexadecimal digits. Reads all of the files.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public string Hash(CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var content = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, string.Create(CultureInfo.InvariantCulture, $"tokens {_directory.MaxTokens}"));
        var buffer = new byte[BufferBytes];
        foreach (var path in Files)
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.SequentialScan);
            for (var offset = 0L; RandomAccess.Read(file, buffer, offset) is > 0 and var count; offset += count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                content.AppendData(buffer, 0, count);
            }

            Append(hash, _directory.IsGguf ? GgufModel.Extension : Path.GetFileName(path)); // the first may have any name
            hash.AppendData(content.GetHashAndReset());
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <inheritdoc/>
    public void Dispose() => _sources.ForEach(source => source.Dispose());

    // Of a folder's configuration, config.json says what the graph is; the number of tokens stands beside it.
    private IEnumerable<string> Files => _directory.IsGguf
        ? [_directory.Path]
        : _sources.Zip(_directory.DenseModules.Select(dense => dense.Folder).Prepend(_directory.Path)).SelectMany(module => module.First.Files.Prepend(Path.Combine(module.Second, "config.json")));

    private static void Append(IncrementalHash hash, string line) => hash.AppendData(Encoding.UTF8.GetBytes(line + "\n"));
}
