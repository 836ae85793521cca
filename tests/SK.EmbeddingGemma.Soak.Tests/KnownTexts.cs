using Microsoft.Extensions.AI;

namespace SK.EmbeddingGemma;

/// <summary>Texts of mixed lengths, and the vector that each gets alone.</summary>
internal sealed class KnownTexts
{
    /// <summary>What a component may differ by in a pack from alone, in float32.</summary>
    private const float Tolerance = 2e-6f;

    private static readonly string[] Words = ["river", "matrix", "ledger", "the", "a", "compile", "{ return x; }", "orchard", "seven", "of", "wind", "query", "tax", "and", "naïve", "1984"];

    private readonly string[] _texts;
    private readonly float[][] _vectors;

    private KnownTexts(string[] texts, float[][] vectors) => (_texts, _vectors) = (texts, vectors);

    public int Count => _texts.Length;

    /// <summary>Gets the indices of some short texts.</summary>
    public IReadOnlyList<int> Shortest => field ??= [.. Enumerable.Range(0, Count).OrderBy(text => _texts[text].Length).Take(20)];

    public static async Task<KnownTexts> CreateAsync(EmbeddingGemmaGenerator generator, CancellationToken cancellationToken)
    {
        var random = new Random(20260101);
        var texts = Enumerable.Range(0, 240).Select(i => $"{i} {string.Join(' ', Enumerable.Range(0, Length(random)).Select(_ => Words[random.Next(Words.Length)]))}").ToArray();
        var vectors = new float[texts.Length][];
        for (var i = 0; i < texts.Length; i++)
            vectors[i] = (await generator.GenerateVectorAsync(texts[i], EmbeddingGemmaPrompt.None.ToOptions(), cancellationToken)).ToArray();

        return new(texts, vectors);
    }

    /// <summary>Embeds some of the texts and checks that each has got its own vector.</summary>
    public async Task CheckAsync(EmbeddingGemmaGenerator generator, int[] picked, CancellationToken cancellationToken)
    {
        var embeddings = await generator.GenerateAsync(picked.Select(text => _texts[text]), EmbeddingGemmaPrompt.None.ToOptions(), cancellationToken);
        Assert.Equal(picked.Length, embeddings.Count);
        for (var i = 0; i < picked.Length; i++)
        {
            var expected = _vectors[picked[i]];
            var actual = embeddings[i].Vector.Span;
            Assert.Equal(expected.Length, actual.Length);
            for (var d = 0; d < expected.Length; d++)
            {
                if (!(Math.Abs(expected[d] - actual[d]) <= Tolerance))
                    Assert.Fail($"Text {picked[i]}, at place {i} of {picked.Length}, differs from its vector alone by {Math.Abs(expected[d] - actual[d])} in dimension {d}.");
            }
        }
    }

    /// <summary>Most are short, as queries are; one in forty is some hundred words long.</summary>
    private static int Length(Random random) => random.Next(40) == 0 ? random.Next(100, 500) : random.Next(1, 30);
}
