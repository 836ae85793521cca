using System.Runtime.Intrinsics.X86;

namespace SK.EmbeddingGemma.Kernels;

public sealed unsafe class Int8TileTests
{
    public static TheoryData<string, bool> Tiles => new()
    {
        { nameof(VnniTile), AvxVnni.IsSupported },
        { nameof(Avx512Tile), Avx512BW.IsSupported },
        { nameof(Avx2Tile), Avx2.IsSupported },
        { nameof(Sse41Tile), Sse41.IsSupported },
        { nameof(ArmTile), System.Runtime.Intrinsics.Arm.Dp.IsSupported },
        { nameof(PortableTile), true },
    };

    [Theory]
    [MemberData(nameof(Tiles))]
    public void Multiply_AnyRows_GivesTheExactSums(string name, bool isSupported)
    {
        Assert.SkipUnless(isSupported, $"This processor does not have the instructions of {name}.");
        var random = new Random(1);
        for (var rows = 1; rows <= 14; rows++)
        {
            foreach (var steps in new[] { 1, 2, 7, 96 })
            {
                AssertExact(Tile(name), rows, steps, () => (byte)random.Next(256), () => (sbyte)random.Next(-127, 128));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Tiles))]
    public void Multiply_LargestValues_DoesNotSaturate(string name, bool isSupported)
    {
        Assert.SkipUnless(isSupported, $"This processor does not have the instructions of {name}.");
        AssertExact(Tile(name), 6, 96, () => 255, () => 127);
        AssertExact(Tile(name), 6, 96, () => 255, () => -127);
    }

    private static Int8Tile Tile(string name) => name switch
    {
        nameof(VnniTile) => new VnniTile(),
        nameof(Avx512Tile) => new Avx512Tile(),
        nameof(Avx2Tile) => new Avx2Tile(),
        nameof(Sse41Tile) => new Sse41Tile(),
        nameof(ArmTile) => new ArmTile(),
        _ => new PortableTile(),
    };

    private static void AssertExact(Int8Tile tile, int rows, int steps, Func<byte> nextInput, Func<sbyte> nextWeight)
    {
        var inputs = Enumerable.Range(0, rows * steps * Int8Tile.StepInputs).Select(_ => nextInput()).ToArray();
        var weights = Enumerable.Range(0, steps * Int8Tile.StepInputs * Int8Tile.Outputs).Select(_ => nextWeight()).ToArray();
        var (stored, stride) = Store(inputs, steps * Int8Tile.StepInputs, tile.Inputs);
        var sums = new int[Int8Tile.MostRows * Int8Tile.Outputs];
        for (var row = 0; row < rows;)
        {
            Array.Fill(sums, int.MinValue);
            int done;
            fixed (byte* x = stored)
            fixed (sbyte* w = weights)
            fixed (int* sum = sums)
                done = tile.Multiply(x + (row * stride), stride, rows - row, w, steps, ahead: 0, sum);

            Assert.InRange(done, 1, Math.Min(rows - row, Int8Tile.MostRows));
            for (var i = 0; i < done * Int8Tile.Outputs; i++)
            {
                Assert.Equal(Sum(inputs.AsSpan((row + (i / Int8Tile.Outputs)) * steps * Int8Tile.StepInputs), weights, steps, i % Int8Tile.Outputs, tile.Inputs), sums[i]);
            }

            row += done;
        }
    }

    private static int Sum(ReadOnlySpan<byte> inputs, sbyte[] weights, int steps, int output, Int8Inputs format)
    {
        var sum = 0;
        for (var i = 0; i < steps * Int8Tile.StepInputs; i++)
        {
            var weight = weights[(((i / Int8Tile.StepInputs * Int8Tile.Outputs) + output) * Int8Tile.StepInputs) + (i % Int8Tile.StepInputs)];
            sum += (format == Int8Inputs.SignedBytes ? inputs[i] - 128 : inputs[i]) * weight;
        }

        return sum;
    }

    private static (byte[] Values, int Stride) Store(byte[] inputs, int width, Int8Inputs format) => format switch
    {
        Int8Inputs.Shorts => ([.. inputs.SelectMany(value => BitConverter.GetBytes((short)value))], width * sizeof(short)),
        Int8Inputs.SignedBytes => (Array.ConvertAll(inputs, value => (byte)(value ^ 0x80)), width),
        _ => (inputs, width),
    };
}
