namespace SK.EmbeddingGemma.Kernels;

public sealed unsafe class PackedAttentionTests
{
    [Theory]
    [InlineData(3, 1, 64, 20)]
    [InlineData(4, 2, 6, int.MaxValue)]
    [InlineData(2, 2, 40, 5)]
    public void Compute_SeveralTexts_GivesEachToTheBitWhatItGetsAlone(int heads, int keyHeads, int headSize, int radius)
    {
        var shape = new AttentionShape(heads, keyHeads, headSize, radius, 0.3f, 1e-6f);
        int[] lengths = [1, 70, 16, 33, 129, 2];
        var rows = Values(lengths.Sum() * shape.RowSize, seed: 1);

        var together = Compute(shape, rows, lengths);

        var start = 0;
        foreach (var length in lengths)
        {
            var alone = Compute(shape, rows[(start * shape.RowSize)..((start + length) * shape.RowSize)], [length]);
            Assert.Equal(alone, together[(start * heads * headSize)..((start + length) * heads * headSize)]);
            start += length;
        }
    }

    [Fact]
    public void Compute_FarKeys_ChangeNothing()
    {
        var shape = new AttentionShape(3, 1, 32, Radius: 10, Scale: 1, Epsilon: 1e-6f);
        var rows = Values(100 * shape.RowSize, seed: 2);
        var before = Compute(shape, rows, [100]);

        Values(40 * shape.RowSize, seed: 3).CopyTo(rows, 60 * shape.RowSize); // tokens 60 to 99

        var after = Compute(shape, rows, [100]);
        var token = shape.Heads * shape.HeadSize;
        Assert.Equal(before[..(50 * token)], after[..(50 * token)]);
        Assert.NotEqual(before[(50 * token)..(51 * token)], after[(50 * token)..(51 * token)]); // token 50 sees token 60
    }

    [Fact]
    public void Compute_EqualKeys_GivesTheMeanOfTheValues()
    {
        var shape = new AttentionShape(1, 1, 4, int.MaxValue, 1, 1e-6f);
        var rows = new float[3 * shape.RowSize]; // queries and keys are 0, so all scores are equal
        for (var token = 0; token < 3; token++)
        {
            rows[(token * shape.RowSize) + 8] = token + 1;
        }

        var result = Compute(shape, rows, [3]);

        Assert.All(Enumerable.Range(0, 3), token => Assert.InRange(result[4 * token], 1.9999f, 2.0001f));
    }

    private static float[] Values(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextSingle()) - 1)];
    }

    private static float[] Compute(AttentionShape shape, float[] rows, int[] lengths)
    {
        long[] starts = [0, .. lengths.Select((_, i) => (long)lengths.Take(i + 1).Sum())];
        var tokens = (int)starts[^1];
        var half = shape.HeadSize / 2;
        var norm = Enumerable.Repeat(1f, shape.HeadSize).ToArray();
        var cosines = Enumerable.Range(0, tokens * half).Select(i => MathF.Cos(i / half * (1f / ((i % half) + 1)))).ToArray();
        var sines = Enumerable.Range(0, tokens * half).Select(i => MathF.Sin(i / half * (1f / ((i % half) + 1)))).ToArray();
        var attention = new PackedAttention(shape);
        var (result, scratch) = (new float[tokens * shape.Heads * shape.HeadSize], new byte[attention.ScratchSize(tokens, lengths.Length)]);
        Array.Fill(scratch, (byte)0xFF); // not a number, wherever something is read that was never written
        fixed (float* row = rows, n = norm, cosine = cosines, sine = sines, y = result)
        fixed (byte* memory = scratch)
            attention.Compute(new AttentionInputs { Rows = row, QueryNorm = n, KeyNorm = n, Cosines = cosine, Sines = sine }, starts, y, memory, new SerialLoop());
        Assert.All(result, value => Assert.True(float.IsFinite(value)));
        return result;
    }
}
