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
    private static readonly string[] InputNames = [PackedGraph.Embeddings, PackedGraph.Positions, PackedGraph.GlobalSpans, PackedGraph.LocalSpans, PackedGraph.Pooling];
    private static readonly string[] OutputNames = [PackedGraph.Vectors];

    private readonly GemmaConfig _config;
    private readonly LocalWindow _window;
    private readonly RowReader _embeddings;
    private readonly GraphFolder _folder;
    private readonly float _embeddingScale;

    private EmbeddingEngine(ModelDirectory directory, LocalWindow window, RowReader embeddings, GraphFolder folder, InferenceSession session)
    {
        _config = directory.Config;
        _window = window;
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
        var window = new LocalWindow(Math.Min(config.LocalRadius, directory.MaxTokens)); // a wider one hides nothing, and its mask would only cost memory
        using var source = TensorSource.Open(directory.Path);
        GemmaTensors.Validate(source, config);
        var embeddings = source.OpenRows("embed_tokens.weight", config.VocabularySize, config.HiddenSize);
        GraphFolder? folder = null;
        try
        {
            folder = GraphFolder.Create(directory, precision, source, window, cancellationToken);
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

    /// <summary>Embeds texts in one run, otherwise as <see cref="Embed"/>: the caller sees to it that they are not too many.</summary>
    public float[][] Run(IReadOnlyList<ReadOnlyMemory<int>> pack, CancellationToken cancellationToken)
    {
        var layout = new PackLayout([.. pack.Select(text => text.Length)], _window, _config.HeadCount / _config.KeyValueHeadCount);
        var length = layout.TokenCount * _config.HiddenSize;
        var embeddings = ArrayPool<float>.Shared.Rent(length);
        try
        {
            Gather(pack, embeddings.AsSpan(0, length));
            using var x = Tensor(embeddings.AsMemory(0, length), layout.TokenCount, _config.HiddenSize);
            using var positions = Tensor<long>(layout.Positions, 1, layout.TokenCount);
            using var globalSpans = Tensor<long>(layout.GlobalSpans, layout.GlobalSpans.Length / PackedAttention.SpanLength, PackedAttention.SpanLength);
            using var localSpans = Tensor<long>(layout.LocalSpans, layout.LocalSpans.Length / PackedAttention.SpanLength, PackedAttention.SpanLength);
            using var pooling = Tensor<float>(layout.Pooling, layout.TextCount, layout.TokenCount);
            using var outputs = Run([x, positions, globalSpans, localSpans, pooling], cancellationToken);

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
            ArrayPool<float>.Shared.Return(embeddings);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Session.Dispose();
        _folder.Dispose();
        _embeddings.Dispose();
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

    private void Gather(IReadOnlyList<ReadOnlyMemory<int>> pack, Span<float> embeddings)
    {
        var rest = embeddings;
        foreach (var text in pack)
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
