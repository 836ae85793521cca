using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Kernels;

/// <summary>
/// Bidirectional attention over a pack of texts in single precision, each text to itself: RMSNorm and rotation of queries and keys, scores, softmax,
/// and the mean of the values. Local layers compute only the blocks of scores within reach. Every sum is taken in an order that
/// only the text itself decides, so a text's result is the same, to the bit, in whatever pack it is. Thread-safe.
/// </summary>
/// <remarks>
/// Keys and values are laid in panels first, <see cref="FloatTile"/> multiplies the rest: scores of the queries of some tokens, all heads that share the
/// keys below one another, then their mean of the values.
/// </remarks>
/// <param name="shape">The layer's attention.</param>
internal sealed unsafe class PackedAttention(AttentionShape shape)
{
    private const int KeyBlock = FloatTile.Columns;
    private const int QueryBlock = 16;

    [ThreadStatic]
    private static float[]? _scores;

    /// <summary>Returns the bytes that <see cref="Compute"/> needs for its own use.</summary>
    /// <param name="tokens">The tokens of all texts.</param>
    /// <param name="texts">The texts.</param>
    public long ScratchSize(int tokens, int texts)
    {
        var keyBlocks = ((long)tokens / KeyBlock) + texts;
        return ((tokens * (long)shape.Heads * shape.HeadSize) + (keyBlocks * (KeySize + ValueSize))) * sizeof(float);
    }

    private long KeySize => (long)shape.KeyHeads * shape.HeadSize * KeyBlock;

    private long ValueSize => (long)shape.KeyHeads * shape.Panels * FloatTile.Columns * KeyBlock;

    /// <summary>Computes the attention.</summary>
    /// <param name="inputs">What it reads.</param>
    /// <param name="starts">Each text's first token, and the end of the last.</param>
    /// <param name="result">Where the heads' outputs go, [tokens, Heads * HeadSize].</param>
    /// <param name="scratch">Memory of <see cref="ScratchSize"/> bytes.</param>
    /// <param name="loop">Runs the parts.</param>
    public void Compute(AttentionInputs inputs, ReadOnlySpan<long> starts, float* result, byte* scratch, IParallelLoop loop)
    {
        var tokens = (int)starts[^1];
        var (keyBlocks, queryBlocks) = (TextBlock.Cut(starts, KeyBlock, KeyBlock), TextBlock.Cut(starts, QueryBlock, KeyBlock));
        var queries = (float*)scratch;
        var keys = queries + (tokens * (long)shape.Heads * shape.HeadSize);
        var values = keys + (keyBlocks.Length * KeySize);
        loop.Run(keyBlocks.Length, index => Prepare(inputs, keyBlocks[index], index, tokens, queries, keys, values));
        loop.Run(queryBlocks.Length * shape.KeyHeads, index => Attend(queryBlocks[index / shape.KeyHeads], index % shape.KeyHeads, tokens, queries, keys, values, result));
    }

    /// <summary>Normalises and rotates the queries and keys of a block, and lays keys and values in panels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Prepare(AttentionInputs inputs, TextBlock block, int index, int tokens, float* queries, float* keys, float* values)
    {
        var (size, half) = (shape.HeadSize, shape.HeadSize / 2);
        var head = stackalloc float[size];
        keys += index * KeySize;
        if (block.End - block.Start < KeyBlock)
            new Span<float>(keys, (int)KeySize).Clear(); // scores with what was there before could be slow, or not finite

        for (var token = block.Start; token < block.End; token++)
        {
            var row = inputs.Rows + ((long)token * shape.RowSize);
            var angles = (long)(token - block.TextStart) * half;
            for (var i = 0; i < shape.Heads; i++)
            {
                var target = queries + ((((long)(i / shape.HeadsPerKey) * tokens) + token) * shape.HeadsPerKey * size) + (i % shape.HeadsPerKey * size);
                HeadRotation.Apply(row + (i * size), size, inputs.QueryNorm, inputs.Cosines + angles, inputs.Sines + angles, shape.Epsilon, shape.Scale, target);
            }

            for (var i = 0; i < shape.KeyHeads; i++)
            {
                HeadRotation.Apply(row + ((shape.Heads + i) * size), size, inputs.KeyNorm, inputs.Cosines + angles, inputs.Sines + angles, shape.Epsilon, 1, head);
                var panel = keys + ((long)i * size * KeyBlock) + (token - block.Start);
                for (var d = 0; d < size; d++)
                {
                    panel[d * KeyBlock] = head[d];
                }

                LayValue(row + ((shape.Heads + shape.KeyHeads + i) * size), block, token, i, values);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void LayValue(float* value, TextBlock block, int token, int keyHead, float* values)
    {
        var factor = shape.NormalizesValues ? RowNorm.Inverse(value, shape.HeadSize, shape.Epsilon) : 1;
        for (var panel = 0; panel < shape.Panels; panel++)
        {
            var target = ValuePanel(values, block, keyHead, panel) + ((token - block.TextStart) * FloatTile.Columns);
            var length = Math.Min(FloatTile.Columns, shape.HeadSize - (panel * FloatTile.Columns));
            TensorPrimitives.Multiply(new ReadOnlySpan<float>(value + (panel * FloatTile.Columns), length), factor, new Span<float>(target, length));
            new Span<float>(target + length, FloatTile.Columns - length).Clear();
        }
    }

    /// <summary>Returns the panel of a text's values: 32 columns for each of its keys.</summary>
    private float* ValuePanel(float* values, TextBlock block, int keyHead, int panel)
    {
        var blocks = (block.TextEnd - block.TextStart + KeyBlock - 1) / KeyBlock;
        return values + (block.KeyBlocksBefore * ValueSize) + (((long)(keyHead * shape.Panels) + panel) * blocks * KeyBlock * FloatTile.Columns);
    }

    /// <summary>Computes the outputs of the heads that share a key head, for a block of queries.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Attend(TextBlock block, int keyHead, int tokens, float* queries, float* keys, float* values, float* result)
    {
        var radius = Math.Min(shape.Radius, block.TextEnd - block.TextStart);
        var firstKey = (Math.Max(block.TextStart, block.Start - radius) - block.TextStart) / KeyBlock * KeyBlock;
        var origin = block.TextStart + firstKey;
        var depth = Math.Min(block.TextEnd, block.End + radius) - origin;
        var width = (depth + KeyBlock - 1) / KeyBlock * KeyBlock;
        var rows = (block.End - block.Start) * shape.HeadsPerKey;
        var scores = Scores(rows * (width + FloatTile.Columns));
        var sums = stackalloc float[rows];

        var query = queries + ((((long)keyHead * tokens) + block.Start) * shape.HeadsPerKey * shape.HeadSize);
        var panel = keys + ((block.KeyBlocksBefore + (firstKey / KeyBlock)) * KeySize) + ((long)keyHead * shape.HeadSize * KeyBlock);
        for (var column = 0; column < width; column += KeyBlock)
        {
            FloatTile.Multiply(query, shape.HeadSize, rows, panel, shape.HeadSize, scores + column, width);
            panel += KeySize;
        }

        for (var row = 0; row < rows; row++)
        {
            var token = block.Start + (row / shape.HeadsPerKey);
            var (first, end) = (Math.Max(block.TextStart, token - radius) - origin, Math.Min(block.TextEnd, token + radius + 1) - origin);
            sums[row] = Softmax.Exponentiate(scores + ((long)row * width), width, first, end);
        }

        var means = scores + ((long)rows * width);
        for (var i = 0; i < shape.Panels; i++)
        {
            FloatTile.Multiply(scores, width, rows, ValuePanel(values, block, keyHead, i) + ((long)firstKey * FloatTile.Columns), depth, means, FloatTile.Columns);
            for (var row = 0; row < rows; row++)
            {
                var (token, head) = (block.Start + (row / shape.HeadsPerKey), (keyHead * shape.HeadsPerKey) + (row % shape.HeadsPerKey));
                var length = Math.Min(FloatTile.Columns, shape.HeadSize - (i * FloatTile.Columns));
                var target = result + ((((long)token * shape.Heads) + head) * shape.HeadSize) + (i * FloatTile.Columns);
                Softmax.Divide(means + (row * FloatTile.Columns), length, sums[row], target);
            }
        }
    }

    /// <summary>Returns memory of the thread's own, on a boundary of the first cache's lines.</summary>
    private static float* Scores(int count)
    {
        const int Line = 64;
        if (_scores is null || _scores.Length < count + (Line / sizeof(float)))
            _scores = GC.AllocateUninitializedArray<float>(count + (Line / sizeof(float)), pinned: true);
        return (float*)(((nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_scores)) + Line - 1) & -Line);
    }
}
