using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>Ids that the reference implementation gives.</summary>
public sealed class EmbeddingGemmaTokenizerGoldenTests
{
    [Theory(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    [InlineData("tokenizer-embeddinggemma-300m", "embeddinggemma-300m", 7083)]
    [InlineData("tokenizer-embeddinggemma-300m-edge", "embeddinggemma-300m", 1)]
    [InlineData("tokenizer-embeddinggemma-2", "embeddinggemma-2", 7083)]
    public void EncodeToIds_Golden_MatchesReference(string goldens, string tokenizer, int atLeast)
    {
        var read = Golden.Read(goldens);
        Assert.True(read.Count >= atLeast);
        foreach (var golden in read)
        {
            AssertIds(golden, Tokenizers.Named(tokenizer).EncodeToIds(golden.Text));
        }
    }

    [Fact(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    public void EncodeToIds_FromSentencePiece_MatchesReference()
    {
        foreach (var golden in Golden.Read("tokenizer-embeddinggemma-300m").Concat(Golden.Read("tokenizer-embeddinggemma-300m-edge")))
        {
            if (!golden.Text.Contains("<image_soft_token>", StringComparison.Ordinal)) // is in tokenizer.json alone
            {
                AssertIds(golden, Tokenizers.V1SentencePiece.EncodeToIds(golden.Text));
            }
        }
    }

    [Theory(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    [InlineData("nano")]
    [InlineData("tiny-v1")]
    [InlineData("tiny-v2")]
    [InlineData("embeddinggemma-300m")]
    public void EncodeForModel_PromptAndText_MatchesReference(string model)
    {
        foreach (var golden in Golden.Read(model))
        {
            AssertIds(golden, Tokenizers.Named(model).EncodeForModel(golden.Prompt + golden.Text, 2048).Ids.ToArray());
        }
    }

    [Fact(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    public void EncodeForModel_Truncated_MatchesReference()
    {
        foreach (var golden in Golden.Read("tokenizer-truncation"))
        {
            var tokenizer = Tokenizers.Named(golden.Model!);
            var actual = tokenizer.EncodeForModel(golden.Text, golden.MaxLength!.Value);
            AssertIds(golden, actual.Ids.ToArray());
            Assert.Equal(tokenizer.CountTokens(golden.Text) + 2, actual.TokenCount);
            Assert.Equal(actual.TokenCount > golden.MaxLength, actual.IsTruncated);
        }
    }

    private static void AssertIds(Golden golden, IReadOnlyList<int> actual)
    {
        if (!golden.Ids.AsSpan().SequenceEqual([.. actual]))
        {
            Assert.Fail($"'{golden.Text}': expected {string.Join(' ', golden.Ids.Take(60))}, got {string.Join(' ', actual.Take(60))}");
        }
    }
}
