using System.Numerics.Tensors;
using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma.Scoring;

namespace SK.EmbeddingGemma.Quantisation;

/// <summary>
/// A copy of vectors in 8 bits a value, which finds candidates for the nearest: all rows are compared, on all cores, with rounded values. Any number of threads
/// may search, or one may change it: the caller sees to that.
/// </summary>
internal sealed class QuantisedIndex(int dimensions, VectorMeasure measure)
{
    private const double LargestCode = 127;

    private readonly int _width = (dimensions + CodeProducts.Step - 1) / CodeProducts.Step * CodeProducts.Step;
    private readonly List<CodeBlock> _blocks = [];
    private readonly Dictionary<long, int> _rows = [];
    private readonly Stack<int> _free = [];

    /// <summary>Gets the number of vectors.</summary>
    public int Count => _rows.Count;

    /// <summary>Returns whether candidates by this measure can be found so.</summary>
    public static bool Supports(VectorMeasure measure) => measure.Name is not (DistanceFunction.HammingDistance or DistanceFunction.ManhattanDistance);

    /// <summary>Adds or replaces the vector of a record, whose number is more than 0.</summary>
    public void Set(long record, ReadOnlySpan<float> vector)
    {
        if (!_rows.TryGetValue(record, out var place))
            _rows[record] = place = Place();

        var (block, row) = (_blocks[place / CodeBlock.Rows], place % CodeBlock.Rows);
        var codes = block.Row(row);
        var scale = Encode(vector, codes);
        var norm = VectorSums.Norm(vector);
        block.Factors[row] = measure.IsCosine ? norm > 0 ? scale / norm : 0 : scale;
        block.Terms[row] = IsEuclidean ? -norm * norm : 0;
        block.Sums[row] = TensorPrimitives.Sum<int>(Widened(codes));
        block.Records[row] = record;
    }

    /// <summary>Removes the vector of a record, if there is one.</summary>
    public void Remove(long record)
    {
        if (!_rows.Remove(record, out var place))
            return;
        _blocks[place / CodeBlock.Rows].Records[place % CodeBlock.Rows] = 0;
        _free.Push(place);
    }

    /// <summary>Removes all.</summary>
    public void Clear()
    {
        _blocks.Clear();
        _rows.Clear();
        _free.Clear();
    }

    /// <summary>Gives the records that are likely the nearest, in no order.</summary>
    /// <param name="vector">What to search for.</param>
    /// <param name="count">How many candidates are wanted.</param>
    /// <param name="allowed">The records that count; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public List<long> Candidates(ReadOnlySpan<float> vector, int count, IReadOnlySet<long>? allowed, CancellationToken cancellationToken)
    {
        var query = new sbyte[_width];
        var scale = Encode(vector, query);
        var shifted = new byte[_width];
        for (var index = 0; index < _width; index++)
            shifted[index] = (byte)(query[index] + CodeProducts.Offset);

        var weight = IsEuclidean ? 2 * scale : 1;
        var merged = new BestResults<long>(count, higherIsBetter: true);
        Parallel.For(
            0,
            _blocks.Count,
            new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount },
            () => new BestResults<long>(count, higherIsBetter: true),
            (index, _, best) =>
            {
                Scan(_blocks[index], query, shifted, weight, allowed, best);
                return best;
            },
            best =>
            {
                lock (merged)
                    merged.AddAll(best);
            });
        return [.. merged.ToSorted().Select(item => item.Item)];
    }

    private bool IsEuclidean => measure.Name is DistanceFunction.EuclideanDistance or DistanceFunction.EuclideanSquaredDistance;

    private static void Scan(CodeBlock block, sbyte[] query, byte[] shifted, double weight, IReadOnlySet<long>? allowed, BestResults<long> best)
    {
        for (var row = 0; row < CodeBlock.Rows; row++)
        {
            var record = block.Records[row];
            if (record == 0 || (allowed is not null && !allowed.Contains(record)))
                continue;
            var product = CodeProducts.IsAccelerated
                ? CodeProducts.WithOffset(shifted, block.Row(row)) - (CodeProducts.Offset * block.Sums[row])
                : CodeProducts.Portable(query, block.Row(row));
            best.Add((weight * block.Factors[row] * product) + block.Terms[row], record, record);
        }
    }

    /// <summary>Rounds a vector; returns the value of the code 1.</summary>
    private static double Encode(ReadOnlySpan<float> vector, Span<sbyte> codes)
    {
        codes.Clear();
        var largest = (double)Math.Abs(TensorPrimitives.MaxMagnitude(vector));
        if (largest > 0)
        {
            var reciprocal = LargestCode / largest; // in double precision: a float's might be infinite
            for (var index = 0; index < vector.Length; index++)
                codes[index] = (sbyte)Math.Round(vector[index] * reciprocal);
        }

        return largest / LargestCode;
    }

    private static int[] Widened(ReadOnlySpan<sbyte> codes)
    {
        var wide = new int[codes.Length];
        TensorPrimitives.ConvertTruncating<sbyte, int>(codes, wide);
        return wide;
    }

    private int Place()
    {
        if (_free.TryPop(out var place))
            return place;
        place = _rows.Count;
        if (place / CodeBlock.Rows == _blocks.Count)
            _blocks.Add(new(_width));
        return place;
    }
}
