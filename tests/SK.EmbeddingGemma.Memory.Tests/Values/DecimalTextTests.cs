using CsCheck;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Values;

public sealed class DecimalTextTests
{
    [Fact]
    public void Write_OfAnyTwo_HasTheirOrderAndReadGivesThemBack() =>
        Gen.Decimal.Select(Gen.Decimal).SampleSeeded((one, other) =>
        {
            var (left, right) = (DecimalText.Write(one), DecimalText.Write(other));
            Assert.Equal(Math.Sign(one.CompareTo(other)), Math.Sign(string.CompareOrdinal(left, right)));
            Assert.Equal(one, DecimalText.Read(left));
        });

    [Fact]
    public void Write_OfTheExtremes_CanBeRead()
    {
        foreach (var value in (decimal[])[decimal.MinValue, decimal.MaxValue, 0, -0.0000000000000000000000000001m])
            Assert.Equal(value, DecimalText.Read(DecimalText.Write(value)));
    }
}
