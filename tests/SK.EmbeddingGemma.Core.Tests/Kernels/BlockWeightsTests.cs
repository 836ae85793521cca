namespace SK.EmbeddingGemma.Kernels;

public sealed unsafe class BlockWeightsTests
{
    public static TheoryData<int, int, bool> Shapes => new()
    {
        { 1, 1, false },
        { 16, 4, true },
        { 17, 31, false },
        { 40, 128, false },
        { 33, 132, true },
        { 20, 770, false },
        { 24, 1152, true },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Block_AnyShape_HasTheValuesInTheirPlaces(int width, int inputs, bool isGated)
    {
        var shape = new BlockShape(new Int8Shape(new LinearShape(width, inputs, isGated)));
        var matrix = RandomMatrix(shape);
        var expected = new sbyte[shape.Int8.Size];
        for (var place = 0; place < shape.Int8.Outputs; place++)
        {
            var row = shape.Int8.Linear.RowAt(place, Int8Tile.Outputs);
            for (var input = 0; input < inputs && row >= 0; input++)
                expected[PlaceOf(shape.Int8, place, input)] = (sbyte)ValueOf(matrix, row, input);
        }

        var (codes, (scales, sums)) = (matrix.Lay(), matrix.LayScales());
        var (values, buffer) = (new List<sbyte>(), new sbyte[shape.Int8.BlockSize]);
        fixed (byte* start = codes)
        fixed (float* scale = scales, sum = sums)
        fixed (sbyte* memory = buffer)
        {
            var weights = new BlockWeights(shape, start, scale, sum);
            Assert.Equal(buffer.Length, weights.BufferSize);
            for (var block = 0; block < shape.Int8.Blocks; block++)
                values.AddRange(new ReadOnlySpan<sbyte>(weights.Block(block, memory), buffer.Length));
        }

        Assert.Equal(shape.Size, codes.Length);
        AssertEqualButForMissing(shape, expected, values);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void LayScales_AnyShape_AreUnitsAndSums(int width, int inputs, bool isGated)
    {
        var shape = new BlockShape(new Int8Shape(new LinearShape(width, inputs, isGated)));
        var matrix = RandomMatrix(shape);
        var (scales, sums) = matrix.LayScales();
        for (var place = 0; place < shape.Int8.Outputs; place++)
        {
            var row = shape.Int8.Linear.RowAt(place, Int8Tile.Outputs);
            for (var group = 0; group < shape.Int8.Groups && row >= 0; group++)
            {
                var (first, end) = shape.Int8.StepsOf(group);
                var sum = Enumerable.Range(first * 4, Math.Min(end * 4, inputs) - (first * 4)).Sum(input => ValueOf(matrix, row, input));
                Assert.Equal((matrix.UnitsOf(row)[group], matrix.UnitsOf(row)[group] * sum), (scales[(group * shape.Int8.Outputs) + place], sums[(group * shape.Int8.Outputs) + place]));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void ToFloats_AnyShape_AreUnitTimesValue(int width, int inputs, bool isGated)
    {
        var shape = new BlockShape(new Int8Shape(new LinearShape(width, inputs, isGated)));
        var matrix = RandomMatrix(shape);
        var weights = matrix.ToFloats();
        for (var i = 0; i < weights.Length; i++)
        {
            var (row, input) = (i / inputs, i % inputs);
            Assert.Equal(ValueOf(matrix, row, input) * matrix.UnitsOf(row)[GroupOf(shape.Int8, input)], weights[i]);
        }
    }

    [Fact]
    public void Compute_BlockWeights_IsWhatInt8WeightsOfTheSameValuesGive()
    {
        const int Rows = 101;
        var shape = new BlockShape(new Int8Shape(new LinearShape(40, 300, IsGated: true)));
        var matrix = RandomMatrix(shape);
        var (codes, (scales, sums), values) = (matrix.Lay(), matrix.LayScales(), new sbyte[shape.Int8.Size]);
        var (x, layer) = (new float[Rows * 300], new Int8Linear(shape.Int8, Int8Tile.Best));
        var random = new Random(3);
        for (var i = 0; i < x.Length; i++)
            x[i] = random.NextSingle() - 0.5f;
        float[] blocks = new float[Rows * 40], bytes = new float[Rows * 40], alone = new float[40];
        var scratch = new byte[layer.ScratchSize(Rows)];
        fixed (byte* start = codes, memory = scratch)
        fixed (sbyte* value = values)
        fixed (float* scale = scales, sum = sums, input = x, first = blocks, second = bytes, third = alone)
        {
            var weights = new BlockWeights(shape, start, scale, sum);
            for (var block = 0; block < shape.Int8.Blocks; block++)
                weights.Block(block, value + (block * shape.Int8.BlockSize));
            layer.Compute(input, Rows, weights, first, memory, new SerialLoop());
            layer.Compute(input, Rows, new Int8Weights(value, scale, sum, shape.Int8.BlockSize), second, memory, new SerialLoop());
            layer.Compute(input + (77 * 300), 1, weights, third, memory, new SerialLoop());
        }

        Assert.Equal(bytes, blocks);
        Assert.Equal(blocks[(77 * 40)..(78 * 40)], alone);
    }

    private static BlockMatrix RandomMatrix(BlockShape shape)
    {
        var (matrix, random, format) = (new BlockMatrix(shape), new Random(shape.Size), BlockShape.Format);
        for (var row = 0; row < shape.Int8.Linear.Outputs; row++)
        {
            foreach (ref var unit in matrix.UnitsOf(row))
                unit = random.NextSingle();
            for (var span = 0; span < shape.Spans.Length; span++)
            {
                var (step, zero) = (random.Next(1, format.LargestStep + 1), random.Next(format.LargestCode + 1));
                var (least, most) = format.CodesOf(step, zero);
                matrix.BlocksOf(row)[span] = format.Pack(step, zero);
                for (var input = shape.Spans[span].Start; input < shape.Spans[span].Stop; input++)
                    matrix.CodesOf(row)[input] = (byte)random.Next(least, most + 1);
            }
        }

        return matrix;
    }

    private static int ValueOf(BlockMatrix matrix, int row, int input)
    {
        var spans = matrix.Shape.Spans;
        for (var span = 0; span < spans.Length; span++)
        {
            if (input >= spans[span].Start && input < spans[span].Stop)
                return BlockShape.Format.ValueOf(matrix.CodesOf(row)[input], matrix.BlocksOf(row)[span]);
        }

        throw new InvalidOperationException($"The input {input} is in no block.");
    }

    private static int GroupOf(Int8Shape shape, int input) => Enumerable.Range(0, shape.Groups).First(group => input < shape.StepsOf(group).End * Int8Tile.StepInputs);

    private static int PlaceOf(Int8Shape shape, int place, int input) =>
        (place / Int8Tile.Outputs * shape.BlockSize) + (input / Int8Tile.StepInputs * Int8Tile.Outputs * Int8Tile.StepInputs) + (place % Int8Tile.Outputs * Int8Tile.StepInputs) + (input % Int8Tile.StepInputs);

    // Of an output that is missing to a block no result is kept, and of an input that is missing to a step the row is 0: what stands there does not matter.
    private static void AssertEqualButForMissing(BlockShape shape, sbyte[] expected, List<sbyte> actual)
    {
        Assert.Equal(expected.Length, actual.Count);
        for (var place = 0; place < shape.Int8.Outputs; place++)
        {
            for (var input = 0; input < shape.Int8.Inputs && shape.Int8.Linear.RowAt(place, Int8Tile.Outputs) >= 0; input++)
                Assert.Equal(expected[PlaceOf(shape.Int8, place, input)], actual[PlaceOf(shape.Int8, place, input)]);
        }
    }
}
