namespace SK.EmbeddingGemma.Tokenization;

public sealed class Crc32CTests
{
    [Fact]
    public void Append_CheckValueOfTheStandard_IsGiven() => Assert.Equal(0xE3069283, Crc32C.Append(0, "123456789"u8));

    [Fact]
    public void Append_InParts_IsAsInOne()
    {
        var bytes = Enumerable.Range(0, 1000).Select(i => (byte)(i * i)).ToArray();
        for (var cut = 0; cut < 40; cut++)
        {
            Assert.Equal(Crc32C.Append(0, bytes), Crc32C.Append(Crc32C.Append(0, bytes.AsSpan(0, cut)), bytes.AsSpan(cut)));
        }
    }
}
