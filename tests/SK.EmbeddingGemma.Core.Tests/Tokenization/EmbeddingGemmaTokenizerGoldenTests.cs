using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>Ids that the reference implementation gives.</summary>
public sealed class EmbeddingGemmaTokenizerGoldenTests
{
    [Theory(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    [InlineData("tokenizer-embeddinggemma-300m", "embeddinggemma-300m", 7083)]
    [InlineData("tokenizer-embeddinggemma-300m", "embeddinggemma-300m, compiled", 7083)]
    [InlineData("tokenizer-embeddinggemma-300m-edge", "embeddinggemma-300m", 1)]
    [InlineData("tokenizer-embeddinggemma-300m-edge", "embeddinggemma-300m, compiled", 1)]
    [InlineData("tokenizer-embeddinggemma-2", "embeddinggemma-2", 7083)]
    [InlineData("tokenizer-embeddinggemma-2", "embeddinggemma-2, compiled", 7083)]
    public void EncodeToIds_Golden_MatchesReference(string goldens, string tokenizer, int atLeast)
    {
        var read = Golden.Read(goldens);
        Assert.True(read.Count >= atLeast);
        foreach (var golden in read)
        {
            AssertIds(golden, Tokenizers.Named(tokenizer).EncodeToIds(golden.Text));
        }
    }

    [Theory(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    [InlineData("embeddinggemma-300m sentencepiece")]
    [InlineData("embeddinggemma-300m sentencepiece, compiled")]
    public void EncodeToIds_FromSentencePiece_MatchesReference(string tokenizer)
    {
        foreach (var golden in Golden.Read("tokenizer-embeddinggemma-300m").Concat(Golden.Read("tokenizer-embeddinggemma-300m-edge")))
        {
            if (!golden.Text.Contains("<image_soft_token>", StringComparison.Ordinal)) // is in tokenizer.json alone
            {
                AssertIds(golden, Tokenizers.Named(tokenizer).EncodeToIds(golden.Text));
            }
        }
    }

    [Theory(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    [InlineData("nano", "nano")]
    [InlineData("nano", "nano, compiled")]
    [InlineData("tiny-v1", "tiny-v1")]
    [InlineData("tiny-v1", "tiny-v1, compiled")]
    [InlineData("tiny-v2", "tiny-v2")]
    [InlineData("tiny-v2", "tiny-v2, compiled")]
    [InlineData("embeddinggemma-300m", "embeddinggemma-300m")]
    [InlineData("embeddinggemma-300m", "embeddinggemma-300m, compiled")]
    public void EncodeForModel_PromptAndText_MatchesReference(string model, string tokenizer)
    {
        foreach (var golden in Golden.Read(model))
        {
            AssertIds(golden, Tokenizers.Named(tokenizer).EncodeForModel(golden.Prompt + golden.Text, 2048).Ids.ToArray());
        }
    }

    [Theory(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    [InlineData("")]
    [InlineData(", compiled")]
    public void EncodeForModel_Truncated_MatchesReference(string form)
    {
        foreach (var golden in Golden.Read("tokenizer-truncation"))
        {
            var tokenizer = Tokenizers.Named(golden.Model! + form);
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
