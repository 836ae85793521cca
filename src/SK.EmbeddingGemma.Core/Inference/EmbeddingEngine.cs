using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using SK.EmbeddingGemma.Graphs;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Weights;

namespace SK.EmbeddingGemma.Inference;

/// <summary>
/// A loaded model: token ids in, vectors out. Thread-safe; but <see cref="Dispose"/> must not be called while a call is in flight,
/// which the caller knows and counts.
/// </summary>
internal sealed class EmbeddingEngine : IDisposable
{
    private static readonly string[] InputNames = [PackedGraph.Embeddings, PackedGraph.Positions, PackedAttention.BlockQueries, PackedAttention.BlockKeys, PackedAttention.BlockBias, PackedAttention.BlockPlaces, PackedAttention.IsLong, PackedGraph.Pooling];
    private static readonly string[] OutputNames = [PackedGraph.Vectors];

    private readonly GemmaConfig _config;
    private readonly LocalWindow _window;
    private readonly RunPlanner _runs;
    private readonly int _rowsPerQuery;
    private readonly RowReader _embeddings;
    private readonly GraphFolder _folder;
    private readonly float _embeddingScale;

    private EmbeddingEngine(ModelDirectory directory, LocalWindow window, RowReader embeddings, GraphFolder folder, InferenceSession session)
    {
        _config = directory.Config;
        _window = window;
        _runs = new RunPlanner(longestShared: window.Radius + 1); // only texts that the window leaves open share their blocks with global layers
        _rowsPerQuery = _config.HeadCount / _config.KeyValueHeadCount;
        _embeddings = embeddings;
        _folder = folder;
        _embeddingScale = MathF.Sqrt(_config.HiddenSize);
        Session = session;
        Dimensions = directory.Dimensions;
    }

    /// <summary>Gets the width of a vector, in floats.</summary>
    public int Dimensions { get; }

    /// <summary>Gets the runtime's session.</summary>
    public InferenceSession Session { get; }

    /// <summary>Loads the model of a directory.</summary>
    /// <param name="directory">The model's description.</param>
    /// <param name="precision">The number format to compute in.</param>
    /// <param name="threads">The threads of a run.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <exception cref="InvalidDataException">A weight file is damaged or does not fit the configuration.</exception>
    public static EmbeddingEngine Load(ModelDirectory directory, EmbeddingGemmaPrecision precision, SessionThreads threads, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var config = directory.Config;
        var window = new LocalWindow(Math.Min(config.LocalRadius, directory.MaxTokens)); // a wider one hides nothing
        using var source = TensorSource.Open(directory.Path);
        GemmaTensors.Validate(source, config);
        var embeddings = source.OpenRows("embed_tokens.weight", config.VocabularySize, config.HiddenSize);
        GraphFolder? folder = null;
        try
        {
            folder = GraphFolder.Create(directory, precision, source, cancellationToken);
            var session = SessionFactory.Open(folder.GraphPath, threads, cancellationToken);
            if (!OperatingSystem.IsWindows())
            {
                folder.Dispose(); // the session's mapping keeps the weights; Windows deletes no file that is mapped
            }

            return new EmbeddingEngine(directory, window, embeddings, folder, session);
        }
        catch
        {
            folder?.Dispose();
            embeddings.Dispose();
            throw;
        }
    }

    /// <summary>Embeds texts, each a whole sequence of ids with both special tokens.</summary>
    /// <param name="texts">The texts' token ids, at least one and at most the model's number of positions each.</param>
    /// <param name="cancellationToken">Stops between packs, and within one between operations.</param>
    /// <returns>A vector of <see cref="Dimensions"/> floats for each text, in the order given, not normalised.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    /// <exception cref="IOException">The weight file was changed while in use.</exception>
    public float[][] Embed(IReadOnlyList<ReadOnlyMemory<int>> texts, CancellationToken cancellationToken)
    {
        var vectors = new float[texts.Count][];
        var lengths = texts.Select(text => text.Length).ToArray();
        foreach (var pack in PackPlanner.Plan(lengths, PackedGraph.TokenBudget))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var values = Run(Array.ConvertAll(pack, text => texts[text]), cancellationToken);
            for (var i = 0; i < pack.Length; i++)
            {
                vectors[pack[i]] = values[i];
            }
        }

        return vectors;
    }

    /// <summary>Embeds texts as one pack, otherwise as <see cref="Embed"/>: the caller sees to it that they are not too many.</summary>
    public float[][] Run(IReadOnlyList<ReadOnlyMemory<int>> pack, CancellationToken cancellationToken)
    {
        var vectors = new float[pack.Count][];
        foreach (var run in _runs.Plan([.. pack.Select(text => text.Length)]))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Run(pack, run, vectors, cancellationToken);
        }

        return vectors;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Session.Dispose();
        _folder.Dispose();
        _embeddings.Dispose();
    }

    private void Run(IReadOnlyList<ReadOnlyMemory<int>> texts, ArraySegment<int> run, float[][] vectors, CancellationToken cancellationToken)
    {
        var layout = new PackLayout([.. run.Select(text => texts[text].Length)], _window, _rowsPerQuery);
        var length = layout.TokenCount * _config.HiddenSize;
        var embeddings = ArrayPool<float>.Shared.Rent(length);
        try
        {
            Gather(run.Select(text => texts[text]), embeddings.AsSpan(0, length));
            using var x = Tensor(embeddings.AsMemory(0, length), layout.TokenCount, _config.HiddenSize);
            using var positions = Tensor<long>(layout.Positions, 1, layout.TokenCount);
            using var queries = Tensor<long>(layout.BlockQueries, layout.BlockCount, layout.QueryCount);
            using var keys = Tensor<long>(layout.BlockKeys, layout.BlockCount, layout.KeyCount);
            using var bias = Tensor<float>(layout.BlockBias, layout.BlockCount, 1, layout.QueryCount * _rowsPerQuery, layout.KeyCount);
            using var places = Tensor<long>(layout.BlockPlaces, layout.TokenCount);
            using var isLong = Tensor<bool>(new[] { layout.TokenCount > _window.Radius + 1 && layout.TextCount == 1 });
            using var pooling = Tensor<float>(layout.Pooling, layout.TextCount, layout.TokenCount);
            using var outputs = Run([x, positions, queries, keys, bias, places, isLong, pooling], cancellationToken);

            var values = outputs[0].GetTensorDataAsSpan<float>();
            for (var i = 0; i < run.Count; i++)
            {
                vectors[run[i]] = values.Slice(i * Dimensions, Dimensions).ToArray();
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(embeddings);
        }
    }

    private IDisposableReadOnlyCollection<OrtValue> Run(OrtValue[] inputs, CancellationToken cancellationToken)
    {
        using var options = new RunOptions();
        using var registration = cancellationToken.Register(() => options.Terminate = true);
        try
        {
            return Session.Run(options, InputNames, inputs, OutputNames);
        }
        catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    private void Gather(IEnumerable<ReadOnlyMemory<int>> texts, Span<float> embeddings)
    {
        var rest = embeddings;
        foreach (var text in texts)
        {
            var length = text.Length * _config.HiddenSize;
            _embeddings.Read(text.Span, rest[..length]);
            rest = rest[length..];
        }

        TensorPrimitives.Multiply(embeddings, _embeddingScale, embeddings);
    }

    private static OrtValue Tensor<T>(Memory<T> values, params ReadOnlySpan<long> shape)
        where T : unmanaged =>
        OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, values, shape.ToArray());
}
