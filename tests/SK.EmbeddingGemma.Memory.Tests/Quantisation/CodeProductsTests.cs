using CsCheck;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Quantisation;

public sealed class CodeProductsTests
{
    private static readonly Gen<sbyte> Codes = Gen.OneOf(Gen.SByte, Gen.SByte[-128, -127], Gen.SByte[126, 127]);

    private static readonly Gen<(sbyte[] Query, sbyte[] Row)> Pairs = Gen.Int[0, 16].SelectMany(steps => Gen.Select(Codes.Array[steps * CodeProducts.Step], Codes.Array[steps * CodeProducts.Step]));

    [Fact]
    public void Portable_OfAnyCodes_IsThePlainSum() => Pairs.SampleSeeded(pair => Assert.Equal(Plain(pair.Query, pair.Row), CodeProducts.Portable(pair.Query, pair.Row)));

    [Fact]
    public void WithOffset_OfAnyCodes_IsThePlainSum()
    {
        Assert.SkipUnless(CodeProducts.IsAccelerated, "This processor has no instruction for products of bytes (AVX-VNNI).");
        Pairs.SampleSeeded(pair => Assert.Equal(Plain(pair.Query, pair.Row), Accelerated(pair.Query, pair.Row)));
    }

    [Theory]
    [InlineData(-128, -128)]
    [InlineData(-128, 127)]
    [InlineData(127, -128)]
    [InlineData(127, 127)]
    [InlineData(-127, 127)]
    [InlineData(-127, -127)]
    public void Both_OfExtremesOnly_ArePlainSums(sbyte query, sbyte row)
    {
        sbyte[] left = [.. Enumerable.Repeat(query, 3072)], right = [.. Enumerable.Repeat(row, 3072)];
        Assert.Equal(3072 * query * row, CodeProducts.Portable(left, right));
        if (CodeProducts.IsAccelerated)
            Assert.Equal(3072 * query * row, Accelerated(left, right));
    }

    private static int Plain(sbyte[] query, sbyte[] row) => query.Zip(row, (left, right) => left * right).Sum();

    private static int Accelerated(sbyte[] query, sbyte[] row)
    {
        byte[] shifted = [.. query.Select(code => (byte)(code + CodeProducts.Offset))];
        return CodeProducts.WithOffset(shifted, row) - (CodeProducts.Offset * row.Sum(code => code));
    }
}
