using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using SK.EmbeddingGemma.Graphs;

namespace SK.EmbeddingGemma.Inference.Providers;

/// <summary>
/// The plain graph, of standard operators alone, on whatever provider its session has: padded batches of few shapes, in single
/// precision. Runs at the same time are the caller's to prevent, where the provider does not bear them.
/// </summary>
internal sealed class PlainEngine : IEmbeddingEngine
{
    /// <summary>The most tokens of a batch, padding included, unless a single text has more.</summary>
    public const int TokenBudget = 4096;

    private const int MostRows = 64;

    private static readonly string[] InputNames = [PlainGraph.InputIds, PlainGraph.AttentionMask];
    private static readonly string[] OutputNames = [PlainGraph.SentenceEmbedding];

    private readonly int _mostTokens;

    /// <summary>Creates the engine, which owns the session.</summary>
    /// <param name="session">A session of the plain graph.</param>
    /// <param name="mostTokens">The most tokens that the model takes.</param>
    public PlainEngine(InferenceSession session, int mostTokens) => (Session, _mostTokens) = (session, mostTokens);

    /// <inheritdoc/>
    public InferenceSession Session { get; }

    /// <inheritdoc/>
    public float[][] Run(IReadOnlyList<ReadOnlyMemory<int>> pack, CancellationToken cancellationToken)
    {
        var vectors = new float[pack.Count][];
        var order = Enumerable.Range(0, pack.Count).OrderBy(text => pack[text].Length).ToArray();
        for (var start = 0; start < order.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = 1;
            while (start + count < order.Length && count < MostRows && Fits(pack[order[start + count]].Length, count + 1))
                count++;
            RunBatch(pack, order.AsSpan(start, count), vectors, cancellationToken);
            start += count;
        }

        return vectors;
    }

    /// <inheritdoc/>
    public void Dispose() => Session.Dispose();

    private bool Fits(int longest, int texts) => (long)ShapeBuckets.Length(longest, _mostTokens) * ShapeBuckets.Rows(texts) <= TokenBudget;

    private void RunBatch(IReadOnlyList<ReadOnlyMemory<int>> pack, ReadOnlySpan<int> texts, float[][] vectors, CancellationToken cancellationToken)
    {
        var rows = ShapeBuckets.Rows(texts.Length);
        var length = ShapeBuckets.Length(pack[texts[^1]].Length, _mostTokens); // the longest is the last
        var (ids, mask) = (new long[rows * length], new long[rows * length]);
        for (var row = 0; row < rows; row++)
        {
            var text = pack[texts[Math.Min(row, texts.Length - 1)]].Span; // rows beyond the last text repeat it: rows of nothing would give 0/0
            TensorPrimitives.ConvertChecked(text, ids.AsSpan(row * length, text.Length));
            mask.AsSpan(row * length, text.Length).Fill(1);
        }

        using var options = new RunOptions();
        using var idValue = OrtValue.CreateTensorValueFromMemory(ids, [rows, length]);
        using var maskValue = OrtValue.CreateTensorValueFromMemory(mask, [rows, length]);
        using var outputs = Session.Run(options, InputNames, [idValue, maskValue], OutputNames, cancellationToken);
        var values = outputs[0].GetTensorDataAsSpan<float>();
        var width = values.Length / rows;
        for (var row = 0; row < texts.Length; row++)
            vectors[texts[row]] = values.Slice(row * width, width).ToArray();
    }
}
