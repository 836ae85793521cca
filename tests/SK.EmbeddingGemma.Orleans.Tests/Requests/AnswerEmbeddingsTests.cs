namespace SK.EmbeddingGemma.Requests;

public sealed class AnswerEmbeddingsTests
{
    [Theory]
    [InlineData(2, 24, 3, 0, true)]
    [InlineData(2, 24, 3, 1, true)]
    [InlineData(2, 24, 3, 2, false)]
    [InlineData(2, 24, 3, -1, false)]
    [InlineData(1, 24, 3, 0, false)]
    [InlineData(2, 23, 3, 0, false)]
    [InlineData(2, 0, 0, 0, false)]
    public void RequireWhole_OfAnAnswer_RefusesWhatHasNotAVectorForEachText(int texts, int bytes, int dimensions, int cut, bool isWhole)
    {
        var answer = new EmbeddingAnswer { Space = "", Vectors = new byte[bytes], Dimensions = dimensions, Cut = [new(cut, 30)] };
        var fault = Record.Exception(() => AnswerEmbeddings.RequireWhole(answer, texts));
        Assert.Equal(isWhole, fault is null);
        AnswerEmbeddings.RequireWhole(answer with { IsRefused = true }, texts);
    }
}
