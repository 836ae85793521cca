using Microsoft.ML.OnnxRuntime;
using SK.EmbeddingGemma.Graphs;
using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Inference;

/// <summary>A model converted from its weights.</summary>
internal sealed class EmbeddingEngine : IEmbeddingEngine
{
    private static readonly string[] InputNames = [PackedGraph.Embeddings, PackedGraph.Starts, PackedGraph.Pooling];
    private static readonly string[] OutputNames = [PackedGraph.Vectors];

    private readonly GemmaConfig _config;
    private readonly ConvertedModel _converted;
    private readonly EmbeddingTable _table;
    private readonly PackBuffers _buffers;
    private readonly float _embeddingScale;

    private EmbeddingEngine(ModelDirectory directory, ConvertedModel converted, EmbeddingTable table, InferenceSession session)
    {
        _config = directory.Config;
        _converted = converted;
        _table = table;
        _buffers = new(PackedGraph.TokenBudget * _config.HiddenSize);
        _embeddingScale = MathF.Sqrt(_config.HiddenSize);
        Session = session;
        Dimensions = directory.Dimensions;
    }

    /// <summary>Gets the width of a vector, in floats.</summary>
    public int Dimensions { get; }

    /// <inheritdoc/>
    public InferenceSession Session { get; }

    /// <inheritdoc cref="ConvertedModel.ConvertedFrom"/>
    public string? ConvertedFrom => _converted.ConvertedFrom;

    /// <summary>Loads the model of a directory from the default cache.</summary>
    /// <inheritdoc cref="Load(ModelCache, ModelDirectory, EmbeddingGemmaPrecision, SessionThreads, IProgress{EmbeddingGemmaConversionProgress}?, CancellationToken)"/>
    public static EmbeddingEngine Load(ModelDirectory directory, EmbeddingGemmaPrecision precision, SessionThreads threads, CancellationToken cancellationToken) =>
        Load(ModelCache.Default, directory, precision, threads, progress: null, cancellationToken);

    /// <summary>Loads the model of a directory, converting it where that was not done yet.</summary>
    /// <param name="cache">Where converted models are kept.</param>
    /// <param name="directory">The model's description.</param>
    /// <param name="precision">The number format to compute in.</param>
    /// <param name="threads">The threads of a run.</param>
    /// <param name="progress">Where to report a conversion, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <exception cref="InvalidDataException">A weight file is damaged or does not fit the configuration.</exception>
    /// <exception cref="IOException">The cache cannot be written, or the model was changed meanwhile.</exception>
    public static EmbeddingEngine Load(
        ModelCache cache, ModelDirectory directory, EmbeddingGemmaPrecision precision, SessionThreads threads, IProgress<EmbeddingGemmaConversionProgress>? progress, CancellationToken cancellationToken)
    {
        var converted = cache.Open(directory, precision, progress, cancellationToken);
        EmbeddingTable? table = null;
        try
        {
            table = converted.OpenTable();
            var session = SessionFactory.Open(converted.GraphPath, threads, cancellationToken);
            if (!OperatingSystem.IsWindows())
            {
                converted.Dispose(); // what is mapped stays, though its folder were a temporary one; Windows deletes no such file
            }

            return new EmbeddingEngine(directory, converted, table, session);
        }
        catch
        {
            table?.Dispose();
            converted.Dispose();
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

    /// <inheritdoc/>
    public float[][] Run(IReadOnlyList<ReadOnlyMemory<int>> pack, CancellationToken cancellationToken)
    {
        var layout = new PackLayout([.. pack.Select(text => text.Length)]);
        var isLarge = layout.TokenCount > PackedGraph.TokenBudget;
        var length = layout.TokenCount * _config.HiddenSize;
        var embeddings = _buffers.Rent(length);
        try
        {
            Gather(pack, embeddings.AsSpan(0, length));
            using var x = Tensor(embeddings.AsMemory(0, length), layout.TokenCount, _config.HiddenSize);
            using var starts = Tensor<long>(layout.Starts, layout.Starts.Length);
            using var pooling = Tensor<float>(layout.Pooling, pack.Count, layout.TokenCount);
            using var outputs = Run([x, starts, pooling], isLarge, cancellationToken);

            var values = outputs[0].GetTensorDataAsSpan<float>();
            var vectors = new float[pack.Count][];
            for (var i = 0; i < vectors.Length; i++)
            {
                vectors[i] = values.Slice(i * Dimensions, Dimensions).ToArray();
            }

            return vectors;
        }
        finally
        {
            _buffers.Return(embeddings);
            if (isLarge)
                NativeRuntime.ReturnFreeMemory();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Session.Dispose();
        _table.Dispose();
        _converted.Dispose();
    }

    private IDisposableReadOnlyCollection<OrtValue> Run(OrtValue[] inputs, bool isLarge, CancellationToken cancellationToken)
    {
        using var options = new RunOptions();
        if (isLarge)
            options.AddRunConfigEntry("memory.enable_memory_arena_shrinkage", "cpu:0"); // else the longest text that ever came would decide what is kept
        return Session.Run(options, InputNames, inputs, OutputNames, cancellationToken);
    }

    private void Gather(IEnumerable<ReadOnlyMemory<int>> texts, Span<float> embeddings)
    {
        var rest = embeddings;
        foreach (var text in texts)
        {
            var length = text.Length * _config.HiddenSize;
            _table.Read(text.Span, rest[..length], _embeddingScale);
            rest = rest[length..];
        }
    }

    private static OrtValue Tensor<T>(Memory<T> values, params ReadOnlySpan<long> shape)
        where T : unmanaged =>
        OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, values, shape.ToArray());
}
