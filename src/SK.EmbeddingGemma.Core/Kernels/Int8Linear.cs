using System.Runtime.Intrinsics;

namespace SK.EmbeddingGemma.Kernels;

/// <summary>
/// A linear layer with 8-bit weights and inputs: y = W x. With x = s q + m for each group of inputs, W x is the sum over groups of
/// s (W q) + m (W 1): an integer product, scaled, and the sums of the weights. Thread-safe.
/// </summary>
internal sealed unsafe class Int8Linear
{
    private const int BlocksPerPart = 4;
    private const int Half = Int8Tile.Outputs / 2;
    private const int RowsAtOnce = 32; // fewer are quantised sooner than threads are woken

    private readonly Int8Shape _shape;
    private readonly Int8Tile _tile;
    private readonly RowQuantizer _quantizer;

    /// <summary>Describes the layer.</summary>
    /// <param name="shape">The shape of the weights.</param>
    /// <param name="tile">The innermost product.</param>
    public Int8Linear(Int8Shape shape, Int8Tile tile)
    {
        _shape = shape;
        _tile = tile;
        _quantizer = new(shape, tile.Inputs);
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

    private void ComputePart((int FirstRow, int EndRow, int FirstBlock, int EndBlock) part, byte* values, float* ranges, Int8Weights weights, float* result)
    {
        var sums = stackalloc int[Int8Tile.MostRows * Int8Tile.Outputs];
        var totals = stackalloc float[Int8Tile.MostRows * Int8Tile.Outputs];
        for (var block = part.FirstBlock; block < part.EndBlock; block++)
        {
            for (var row = part.FirstRow; row < part.EndRow;)
            {
                var rowRanges = ranges + ((long)row * _quantizer.RangeCount);
                var done = Multiply(values + ((long)row * _quantizer.Stride), rowRanges, part.EndRow - row, block, weights, sums, totals);
                for (var i = 0; i < done; i++)
                {
                    Finish(totals + (i * Int8Tile.Outputs), weights.Scales + (block * Int8Tile.Outputs), result + ((long)(row + i) * Width), block);
                }

                row += done;
            }
        }
    }

    private int Multiply(byte* values, float* ranges, int rows, int block, Int8Weights weights, int* sums, float* totals)
    {
        var done = 0;
        for (var group = 0; group < _shape.Groups; group++)
        {
            var (first, end) = _shape.StepsOf(group);
            var start = weights.Values + ((long)block * _shape.BlockSize) + (first * Int8Tile.StepInputs * Int8Tile.Outputs);
            done = _tile.Multiply(values + _quantizer.StartOf(first), _quantizer.Stride, rows, start, end - first, sums);
            var groupSums = weights.Sums + ((long)group * _shape.Outputs) + (block * Int8Tile.Outputs);
            var (left, right) = (Vector256.Load(groupSums), Vector256.Load(groupSums + Half));
            for (var i = 0; i < done; i++)
            {
                var range = ranges + ((long)i * _quantizer.RangeCount) + (2 * group);
                var (scale, offset) = (Vector256.Create(range[0]), Vector256.Create(range[1]));
                var target = totals + (i * Int8Tile.Outputs);
                var source = sums + (i * Int8Tile.Outputs);
                Add(source, scale, left * offset, target, group == 0);
                Add(source + Half, scale, right * offset, target + Half, group == 0);
            }
        }

        return done;
    }

    private static void Add(int* sums, Vector256<float> scale, Vector256<float> addend, float* totals, bool isFirst)
    {
        var value = Vector256.FusedMultiplyAdd(Vector256.ConvertToSingle(Vector256.Load(sums)), scale, addend);
        (isFirst ? value : value + Vector256.Load(totals)).Store(totals);
    }

    private void Finish(float* totals, float* scales, float* row, int block)
    {
        var left = Vector256.Load(totals) * Vector256.Load(scales);
        var right = Vector256.Load(totals + Half) * Vector256.Load(scales + Half);
        if (_shape.Linear.IsGated)
        {
            Store(Gate.Apply(left, right), row, block * Half);
        }
        else
        {
            Store(left, row, block * Int8Tile.Outputs);
            Store(right, row, (block * Int8Tile.Outputs) + Half);
        }
    }

    private void Store(Vector256<float> values, float* row, int column)
    {
        if (column + Half <= Width)
        {
            values.Store(row + column);
            return;
        }

        for (var i = column; i < Width; i++)
        {
            row[i] = values[i - column];
        }
    }
}
