using System.Numerics.Tensors;

namespace SK.EmbeddingGemma.Inference;

public sealed class MatryoshkaTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void Truncate_AnyLength_KeepsTheDirectionOfTheFirstDimensions(int length)
    {
        float[] vector = [3, -4, 12, 0.5f];
        var shortened = new float[length];

        Matryoshka.Truncate(vector, shortened);

        Assert.Equal(1, TensorPrimitives.Norm<float>(shortened), 6);
        Assert.Equal(1, TensorPrimitives.CosineSimilarity(vector.AsSpan(0, length), shortened), 6);
    }

    [Fact]
    public void Truncate_ZeroVector_StaysZero()
    {
        var shortened = new float[2];
        Matryoshka.Truncate([0, 0, 1], shortened);
        Assert.Equal([0f, 0f], shortened);
    }
}
