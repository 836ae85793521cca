using SK.EmbeddingGemma.Modules;

namespace SK.EmbeddingGemma.Initialization;

public sealed class DenoisingTests
{
    [Theory]
    [InlineData(0, 100, 15)]
    [InlineData(1, 100, 50)]
    [InlineData(0, 2, 1)]
    [InlineData(1, 7, 4)]
    public void Of_Spans_TargetFillsTheGapsOfTheInput(int kind, int length, int taken)
    {
        using var model = TinyModel.Create();
        var denoising = new Denoising(model.Directory.Config);
        for (var seed = 0UL; seed < 50; seed++)
        {
            var tokens = TinyModel.Tokens(seed, length + 2)[1..^1];
            var example = denoising.Of(tokens, (DenoisingKind)kind, new SeededNumbers(seed));

            Assert.Equal(tokens, Filled(example, denoising));
            Assert.Equal(taken, example.Target.Count(token => token < denoising.Sentinel(99)) - 1);
            Assert.Equal((2, 1), (example.Input[0], example.Input[^1]));
        }
    }

    [Fact]
    public void Of_Prefix_TargetIsAllThatFollows()
    {
        using var model = TinyModel.Create();
        var denoising = new Denoising(model.Directory.Config);
        var tokens = TinyModel.Tokens(1, 12)[1..^1];

        var example = denoising.Of(tokens, DenoisingKind.Prefix, new SeededNumbers(1));

        Assert.Equal(tokens, Filled(example, denoising));
        Assert.Single(example.Input, token => token == denoising.Sentinel(0));
        Assert.Equal(denoising.Sentinel(0), example.Input[^2]);
    }

    [Fact]
    public void Of_AnyKind_UsesAllThree()
    {
        using var model = TinyModel.Create();
        var denoising = new Denoising(model.Directory.Config);
        var tokens = TinyModel.Tokens(1, 102)[1..^1];
        var lengths = Enumerable.Range(0, 60).Select(seed => denoising.Of(tokens, new SeededNumbers((ulong)seed)).Input.Count(token => token > denoising.Sentinel(99))).ToList();
        Assert.Contains(1, lengths); // prefix
        Assert.Contains(4, lengths); // extreme: 50 in spans of 12
        Assert.Contains(5, lengths); // regular: 15 in spans of 3
    }

    private static int[] Filled(DenoisingExample example, Denoising denoising)
    {
        var filled = new List<int>();
        var target = example.Target[..^1].ToList();
        foreach (var token in example.Input[1..^1])
        {
            if (token <= denoising.Sentinel(99))
            {
                filled.Add(token);
                continue;
            }

            var start = target.IndexOf(token) + 1;
            filled.AddRange(target.Skip(start).TakeWhile(next => next <= denoising.Sentinel(99)));
        }

        return [.. filled];
    }
}
