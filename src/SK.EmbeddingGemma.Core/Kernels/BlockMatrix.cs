namespace SK.EmbeddingGemma.Kernels;

/// <summary>Weights in 5 bits (<see cref="BlockFormat"/>), row by row, as they are before they are laid in memory. Rows may be set beside each other.</summary>
/// <param name="shape">The shape.</param>
internal sealed class BlockMatrix(BlockShape shape)
{
    private readonly byte[] _codes = new byte[shape.Int8.Linear.Outputs * shape.Int8.Inputs];
    private readonly byte[] _blocks = new byte[shape.Int8.Linear.Outputs * shape.Spans.Length];
    private readonly float[] _units = new float[shape.Int8.Linear.Outputs * shape.Int8.Groups];

    /// <summary>Gets the shape.</summary>
    public BlockShape Shape => shape;

    /// <summary>Gets the codes of a row, one for each input.</summary>
    public Span<byte> CodesOf(int row) => _codes.AsSpan(row * shape.Int8.Inputs, shape.Int8.Inputs);

    /// <summary>Gets steps and zeros of a row, a byte for each of the shape's spans.</summary>
    public Span<byte> BlocksOf(int row) => _blocks.AsSpan(row * shape.Spans.Length, shape.Spans.Length);

    /// <summary>Gets the units of a row, one for each group.</summary>
    public Span<float> UnitsOf(int row) => _units.AsSpan(row * shape.Int8.Groups, shape.Int8.Groups);

    /// <summary>Returns the weights that the codes stand for, [rows, inputs].</summary>
    public float[] ToFloats()
    {
        var weights = new float[_codes.Length];
        for (var row = 0; row < shape.Int8.Linear.Outputs; row++)
        {
            var codes = CodesOf(row);
            for (var i = 0; i < shape.Spans.Length; i++)
            {
                var (span, block) = (shape.Spans[i], BlocksOf(row)[i]);
                var unit = UnitsOf(row)[span.Group];
                for (var input = span.Start; input < span.Stop; input++)
                    weights[(row * shape.Int8.Inputs) + input] = unit * BlockShape.Format.ValueOf(codes[input], block);
            }
        }

        return weights;
    }

    /// <summary>Lays the codes, steps and zeros as <see cref="BlockShape"/> says.</summary>
    public byte[] Lay()
    {
        var bytes = new byte[shape.Size];
        for (var place = 0; place < shape.Int8.Outputs; place++)
        {
            var row = shape.Int8.Linear.RowAt(place, Int8Tile.Outputs);
            if (row >= 0)
                LayRow(row, bytes.AsSpan(place / Int8Tile.Outputs * shape.BlockSize, shape.BlockSize), place % Int8Tile.Outputs);
        }

        return bytes;
    }

    /// <summary>Returns scales and sums as an <see cref="Int8Matrix"/> of the same values has them.</summary>
    public (float[] Scales, float[] Sums) LayScales()
    {
        var (scales, sums) = (new float[shape.Int8.Groups * shape.Int8.Outputs], new float[shape.Int8.Groups * shape.Int8.Outputs]);
        for (var place = 0; place < shape.Int8.Outputs; place++)
        {
            var row = shape.Int8.Linear.RowAt(place, Int8Tile.Outputs);
            for (var group = 0; group < shape.Int8.Groups && row >= 0; group++)
            {
                scales[(group * shape.Int8.Outputs) + place] = UnitsOf(row)[group];
                sums[(group * shape.Int8.Outputs) + place] = UnitsOf(row)[group] * SumOf(row, group);
            }
        }

        return (scales, sums);
    }

    private void LayRow(int row, Span<byte> block, int output)
    {
        const int LowBits = 4, LowMask = 15, ByteBits = 8;
        var codes = CodesOf(row);
        var isRight = output >= Int8Tile.Outputs / 2;
        for (var i = 0; i < shape.Spans.Length; i++)
        {
            var span = shape.Spans[i];
            block[output] = BlocksOf(row)[i];
            block = block[Int8Tile.Outputs..];
            for (var input = span.Start; input < span.Stop; input++)
            {
                var step = block[((input - span.Start) / Int8Tile.StepInputs * (BlockShape.LowBytes + BlockShape.HighBytes))..];
                var weight = (output * Int8Tile.StepInputs) + (input % Int8Tile.StepInputs);
                step[weight % BlockShape.LowBytes] |= (byte)((codes[input] & LowMask) << (isRight ? LowBits : 0));
                step[BlockShape.LowBytes + (weight / ByteBits)] |= (byte)((codes[input] >> LowBits) << (weight % ByteBits));
            }

            block = block[((span.End - span.First) * (BlockShape.LowBytes + BlockShape.HighBytes))..];
        }
    }

    private int SumOf(int row, int group)
    {
        var codes = CodesOf(row);
        var sum = 0;
        for (var i = 0; i < shape.Spans.Length; i++)
        {
            var span = shape.Spans[i];
            for (var input = span.Start; input < span.Stop && span.Group == group; input++)
                sum += BlockShape.Format.ValueOf(codes[input], BlocksOf(row)[i]);
        }

        return sum;
    }
}
