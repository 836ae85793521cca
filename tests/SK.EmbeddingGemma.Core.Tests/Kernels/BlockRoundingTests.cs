namespace SK.EmbeddingGemma.Kernels;

public sealed class BlockRoundingTests
{
    public static TheoryData<int> Bits => [4, 5];

    [Theory]
    [MemberData(nameof(Bits))]
    public void Pack_EveryStepAndZero_ComesBack(int bits)
    {
        var format = new BlockFormat(bits);
        for (var step = 1; step <= format.LargestStep; step++)
        {
            for (var zero = 0; zero <= format.LargestCode; zero++)
            {
                var packed = format.Pack(step, zero);
                Assert.Equal((step, zero), (format.StepOf(packed), format.ZeroOf(packed)));
                var (least, most) = format.CodesOf(step, zero);
                Assert.InRange(format.ValueOf(least, packed), -127, 0);
                Assert.InRange(format.ValueOf(most, packed), 0, 127);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Bits))]
    public void CodeOf_Weights_AreOffByHalfAStepAtMostUnlessOutermost(int bits)
    {
        var (format, random) = (new BlockFormat(bits), new Random(bits));
        var rounding = new BlockRounding(format);
        for (var run = 0; run < 200; run++)
        {
            var size = MathF.Pow(10, (run % 9) - 4);
            var weights = Enumerable.Range(0, 128).Select(i => (random.NextSingle() - (run % 3 * 0.5f)) * size * (1 + (i / 32))).ToArray();
            var unit = rounding.UnitOf(weights);
            for (var start = 0; start < 128; start += 32)
            {
                var part = weights.AsSpan(start, 32);
                var block = rounding.Choose(part, unit);
                var (step, (least, most)) = (format.StepOf(block), format.CodesOf(format.StepOf(block), format.ZeroOf(block)));
                foreach (var weight in part)
                {
                    var code = rounding.CodeOf(weight, block, unit);
                    Assert.InRange(code, least, most);
                    var error = MathF.Abs(weight - (unit * format.ValueOf(code, block)));
                    Assert.True(code == least || code == most || error <= step * unit * 0.5001f, $"The weight {weight} is off by {error}, with steps of {step * unit}.");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Bits))]
    public void Choose_AnyBlock_LosesNoMoreThanItsWholeRange(int bits)
    {
        var (format, random) = (new BlockFormat(bits), new Random(bits));
        var rounding = new BlockRounding(format);
        for (var run = 0; run < 200; run++)
        {
            var weights = Enumerable.Range(0, 32).Select(_ => MathF.Pow((2 * random.NextSingle()) - 1, 3)).ToArray();
            var unit = rounding.UnitOf(weights);
            var (low, high) = (Math.Min(weights.Min(), 0), Math.Max(weights.Max(), 0));
            var step = Math.Clamp((int)MathF.Ceiling((high - low) / format.LargestCode / unit), 1, format.LargestStep);
            var whole = format.Pack(step, Math.Clamp((int)MathF.Floor(-low / (step * unit)), 0, format.LargestCode));
            Assert.InRange(ErrorOf(rounding.Choose(weights, unit), unit), 0, ErrorOf(whole, unit) * 1.0001);

            double ErrorOf(byte block, float blockUnit) => weights.Sum(weight => Math.Pow(weight - (blockUnit * format.ValueOf(rounding.CodeOf(weight, block, blockUnit), block)), 2));
        }
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(float.Epsilon)]
    [InlineData(1e-40f)]
    [InlineData(3e38f)]
    public void CodeOf_ExtremeWeights_StayFiniteAndNear(float size)
    {
        var (format, weights) = (BlockFormat.FiveBits, new float[32]);
        for (var i = 0; i < weights.Length; i++)
            weights[i] = (i % 3) switch { 0 => size, 1 => -size, _ => 0 };
        var rounding = new BlockRounding(format);
        var unit = rounding.UnitOf(weights);
        var block = rounding.Choose(weights, unit);
        Assert.All(weights, weight => Assert.InRange(unit * format.ValueOf(rounding.CodeOf(weight, block, unit), block), weight - Math.Max(size * 0.05f, 1e-38f), weight + Math.Max(size * 0.05f, 1e-38f)));
    }
}
