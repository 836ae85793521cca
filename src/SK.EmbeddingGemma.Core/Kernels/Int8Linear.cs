using System.Runtime.CompilerServices;

namespace SK.EmbeddingGemma.Kernels;

/// <summary>
/// A linear layer with 8-bit weights and inputs: y = W x. With x = s q + m for each group of inputs, W x is the sum over groups of
/// s (W q) + m (W 1): an integer product, scaled, and the sums of the weights. Thread-safe.
/// </summary>
internal sealed unsafe class Int8Linear
{
    private const int BlocksPerPart = 4;
    private const int RowsAtOnce = 32; // fewer are quantised sooner than threads are woken

    private readonly Int8Shape _shape;
    private readonly Int8Tile _tile;
    private readonly RowQuantizer _quantizer;
    private readonly Int8Epilogue _epilogue;

    /// <summary>Describes the layer.</summary>
    /// <param name="shape">The shape of the weights.</param>
    /// <param name="tile">The innermost product.</param>
    public Int8Linear(Int8Shape shape, Int8Tile tile)
    {
        _shape = shape;
        _tile = tile;
        _quantizer = new(shape, tile.Inputs);
        _epilogue = new(shape);
    }

    /// <summary>Gets the floats of a row of the result.</summary>
    public int Width => _shape.Linear.Width;

    /// <summary>Returns the bytes that <see cref="Compute"/> needs for its own use.</summary>
    public long ScratchSize(int rows) => (long)rows * (_quantizer.Stride + (_quantizer.RangeCount * sizeof(float)));

    /// <summary>Computes the layer.</summary>
    /// <param name="inputs">The inputs, [rows, inputs].</param>
    /// <param name="rows">The rows.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="result">Where the result goes, [rows, <see cref="Width"/>].</param>
    /// <param name="scratch">Memory of <see cref="ScratchSize"/> bytes.</param>
    /// <param name="loop">Runs the parts.</param>
    public void Compute(float* inputs, int rows, Int8Weights weights, float* result, byte* scratch, IParallelLoop loop)
    {
        var ranges = (float*)scratch;
        var values = scratch + ((long)rows * _quantizer.RangeCount * sizeof(float));
        var chunks = (rows + RowsAtOnce - 1) / RowsAtOnce;
        if (chunks == 1)
            Quantize(0);
        else
            loop.Run(chunks, Quantize);

        var grid = new TileGrid(rows, _shape.Blocks, BlocksPerPart);
        loop.Run(grid.Count, index => ComputePart(grid.Part(index), values, ranges, weights, result));

        void Quantize(int chunk)
        {
            for (var row = chunk * RowsAtOnce; row < Math.Min((chunk + 1) * RowsAtOnce, rows); row++)
            {
                _quantizer.Quantize(inputs + ((long)row * _shape.Inputs), values + ((long)row * _quantizer.Stride), ranges + ((long)row * _quantizer.RangeCount));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ComputePart((int FirstRow, int EndRow, int FirstBlock, int EndBlock) part, byte* values, float* ranges, Int8Weights weights, float* result)
    {
        var sums = stackalloc int[_epilogue.SumCount];
        var buffer = stackalloc sbyte[weights.BufferSize];
        for (var block = part.FirstBlock; block < part.EndBlock; block++)
        {
            var blockValues = weights.Block(block, buffer);
            for (var row = part.FirstRow; row < part.EndRow;)
            {
                var done = Multiply(values + ((long)row * _quantizer.Stride), part.EndRow - row, blockValues, weights.Ahead, sums);
                _epilogue.Apply(sums, ranges + ((long)row * _quantizer.RangeCount), done, block, weights, result + ((long)row * Width));
                row += done;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Multiply(byte* values, int rows, sbyte* weights, nint ahead, int* sums)
    {
        var done = 0;
        for (var group = 0; group < _shape.Groups; group++)
        {
            var (first, end) = _shape.StepsOf(group);
            var start = weights + (first * Int8Tile.StepInputs * Int8Tile.Outputs);
            done = _tile.Multiply(values + _quantizer.StartOf(first), _quantizer.Stride, rows, start, end - first, ahead, sums + Int8Epilogue.StartOf(group));
        }

        return done;
    }
}
