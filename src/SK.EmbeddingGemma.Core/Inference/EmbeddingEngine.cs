using System.Buffers;
using Microsoft.ML.OnnxRuntime;
using SK.EmbeddingGemma.Graphs;
using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Inference;

/// <summary>
/// A loaded model: token ids in, vectors out. Thread-safe; but <see cref="Dispose"/> must not be called while a call is in flight,
/// which the caller knows and counts.
/// </summary>
internal sealed class EmbeddingEngine : IDisposable
{
    /// <summary>The texts of a pack: bounds the pooling matrix, [texts, tokens].</summary>
    private const int TextLimit = 256;

    private static readonly string[] InputNames = [PackedGraph.Embeddings, PackedGraph.Positions, PackedGraph.GlobalSpans, PackedGraph.LocalSpans, PackedGraph.Pooling];
    private static readonly string[] OutputNames = [PackedGraph.Vectors];

    private readonly GemmaConfig _config;
    private readonly LocalWindow _window;
    private readonly ConvertedModel _converted;
    private readonly EmbeddingTable _table;
    private readonly float _embeddingScale;

    private EmbeddingEngine(ModelDirectory directory, ConvertedModel converted, EmbeddingTable table, InferenceSession session)
    {
        _config = directory.Config;
        _window = LocalWindow.Of(directory);
        _converted = converted;
        _table = table;
        _embeddingScale = MathF.Sqrt(_config.HiddenSize);
        Session = session;
        Dimensions = directory.Dimensions;
    }

    /// <summary>Gets the width of a vector, in floats.</summary>
    public int Dimensions { get; }

    /// <summary>Gets the runtime's session.</summary>
    public InferenceSession Session { get; }

    /// <summary>Loads the model of a directory from the default cache.</summary>
    /// <inheritdoc cref="Load(ModelCache, ModelDirectory, EmbeddingGemmaPrecision, int, IProgress{EmbeddingGemmaConversionProgress}?, CancellationToken)"/>
    public static EmbeddingEngine Load(ModelDirectory directory, EmbeddingGemmaPrecision precision, int threads, CancellationToken cancellationToken) =>
        Load(ModelCache.Default, directory, precision, threads, progress: null, cancellationToken);

    /// <summary>Loads the model of a directory, converting it where that was not done yet.</summary>
    /// <param name="cache">Where converted models are kept.</param>
    /// <param name="directory">The model's description.</param>
    /// <param name="precision">The number format to compute in.</param>
    /// <param name="threads">The number of threads for one operation; 0 is the runtime's choice, the number of physical cores.</param>
    /// <param name="progress">Where to report a conversion, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <exception cref="InvalidDataException">A weight file is damaged or does not fit the configuration.</exception>
    /// <exception cref="IOException">The cache cannot be written, or the model was changed meanwhile.</exception>
    public static EmbeddingEngine Load(
        ModelCache cache, ModelDirectory directory, EmbeddingGemmaPrecision precision, int threads, IProgress<EmbeddingGemmaConversionProgress>? progress, CancellationToken cancellationToken)
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
        foreach (var pack in PackPlanner.Plan(lengths, PackedGraph.TokenBudget, TextLimit))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Run(texts, pack, vectors, cancellationToken);
        }

        return vectors;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Session.Dispose();
        _table.Dispose();
        _converted.Dispose();
    }

    private void Run(IReadOnlyList<ReadOnlyMemory<int>> texts, ArraySegment<int> pack, float[][] vectors, CancellationToken cancellationToken)
    {
        var layout = new PackLayout([.. pack.Select(text => texts[text].Length)], _window, _config.HeadCount / _config.KeyValueHeadCount);
        var length = layout.TokenCount * _config.HiddenSize;
        var embeddings = ArrayPool<float>.Shared.Rent(length);
        try
        {
            Gather(texts, pack, embeddings.AsSpan(0, length));
            using var x = Tensor(embeddings.AsMemory(0, length), layout.TokenCount, _config.HiddenSize);
            using var positions = Tensor<long>(layout.Positions, 1, layout.TokenCount);
            using var globalSpans = Tensor<long>(layout.GlobalSpans, layout.GlobalSpans.Length / PackedAttention.SpanLength, PackedAttention.SpanLength);
            using var localSpans = Tensor<long>(layout.LocalSpans, layout.LocalSpans.Length / PackedAttention.SpanLength, PackedAttention.SpanLength);
            using var pooling = Tensor<float>(layout.Pooling, layout.TextCount, layout.TokenCount);
            using var outputs = Run([x, positions, globalSpans, localSpans, pooling], cancellationToken);

            var values = outputs[0].GetTensorDataAsSpan<float>();
            for (var i = 0; i < pack.Count; i++)
            {
                vectors[pack[i]] = values.Slice(i * Dimensions, Dimensions).ToArray();
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

    private void Gather(IReadOnlyList<ReadOnlyMemory<int>> texts, ArraySegment<int> pack, Span<float> embeddings)
    {
        var rest = embeddings;
        foreach (var text in pack)
        {
            var length = texts[text].Length * _config.HiddenSize;
            _table.Read(texts[text].Span, rest[..length], _embeddingScale);
            rest = rest[length..];
        }
    }

    private static OrtValue Tensor<T>(Memory<T> values, params ReadOnlySpan<long> shape)
        where T : unmanaged =>
        OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, values, shape.ToArray());
}
