using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SK.EmbeddingGemma.Kernels;

/// <summary>What follows the integer product of a tile: its sums are scaled, the groups of inputs added, and the gate applied where there is one.</summary>
/// <param name="shape">The shape of the weights.</param>
internal sealed unsafe class Int8Epilogue(Int8Shape shape)
{
    private const int Half = Int8Tile.Outputs / 2;
    private const int TileSums = Int8Tile.MostRows * Int8Tile.Outputs;

    private readonly int _groups = shape.Groups;
    private readonly int _outputs = shape.Outputs;
    private readonly int _width = shape.Linear.Width;
    private readonly bool _isGated = shape.Linear.IsGated;

    /// <summary>Gets the sums of a tile, of all groups.</summary>
    public int SumCount => _groups * TileSums;

    /// <summary>Returns where the sums of a group begin.</summary>
    public static int StartOf(int group) => group * TileSums;

    /// <summary>Computes the results of a tile.</summary>
    /// <param name="sums">Its sums.</param>
    /// <param name="ranges">Scale and offset of each group of its first row.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="block">Its block of outputs.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="result">Where the first row of results begins.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply(int* sums, float* ranges, int rows, int block, Int8Weights weights, float* result)
    {
        var column = block * (_isGated ? Half : Int8Tile.Outputs);
        var blockSums = weights.Sums + (block * Int8Tile.Outputs);
        var blockScales = weights.Scales + (block * Int8Tile.Outputs);
        for (var row = 0; row < rows; row++)
        {
            var (left, right) = (Vector256<float>.Zero, Vector256<float>.Zero);
            for (var group = 0; group < _groups; group++)
            {
                var source = sums + (group * TileSums);
                var weightSums = blockSums + (group * (long)_outputs);
                var weightScales = blockScales + (group * (long)_outputs);
                var (scale, offset) = (Vector256.Create(ranges[2 * group]), Vector256.Create(ranges[(2 * group) + 1]));
                left = Add(left, source, weightScales, weightSums, scale, offset);
                right = Add(right, source + Half, weightScales + Half, weightSums + Half, scale, offset);
            }

            if (_isGated)
            {
                Store(Gate.Apply(left, right), result, column);
            }
            else
            {
                Store(left, result, column);
                Store(right, result, column + Half);
            }

            sums += Int8Tile.Outputs;
            ranges += 2 * _groups;
            result += _width;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Add(Vector256<float> total, int* sums, float* weightScales, float* weightSums, Vector256<float> scale, Vector256<float> offset)
    {
        total = Vector256.MultiplyAddEstimate(offset, Vector256.Load(weightSums), total);
        return Vector256.MultiplyAddEstimate(scale * Vector256.Load(weightScales), Vector256.ConvertToSingle(Vector256.Load(sums)), total);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Store(Vector256<float> values, float* row, int column)
    {
        if (column + Half <= _width)
            values.Store(row + column);
        else
            StoreSome(values, row, column);
    }

    private void StoreSome(Vector256<float> values, float* row, int column)
    {
        for (var i = column; i < _width; i++)
        {
            row[i] = values[i - column];
        }
    }
}
