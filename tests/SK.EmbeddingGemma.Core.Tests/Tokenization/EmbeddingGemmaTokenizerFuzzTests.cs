using CsCheck;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>Strings that nobody wrote, against <see cref="NaiveTokenizer"/> and against what must hold for any text.</summary>
public sealed class EmbeddingGemmaTokenizerFuzzTests
{
    private static readonly Gen<string> Fragments = OneOf(
        "<b", "<b>", "</b>", "<bos>", "<eos", "<eos>", "<pad>", "<unk>", "<bos>c", "<unused12", "<unused12>", "<unused1234>", "<0x41>", "[multimodal]",
        "<start_of_turn>", "<image_soft_token>", "<|image", "<|image|>", "<table>", "a b", "d▁d", "d d", " ", "  ", "\n", "\n\n\n", "\t\t", "▁", "▁▁▁",
        "\uD83D", "\uDC4D", "👍", "👍🏽", "👨‍👩‍👧", "中文", "日本語です", "한국어", "العربية", "हिन्दी", "é", "e\u0301", "\u0000", "\u001B", "\u00A0", "\u200B", "\uFFFD", "\uFEFF",
        "the", " the", "ing", "tokenization", "HHH", "http://", "://", "();", "=>", "{\r\n", "0", "12", "345", "3.14", "ß", "İ", "𝔘", "𐍈", "y", "yy", "\u20AC");

    private static readonly Gen<string> Letters = Gen.String[Gen.Char["aabcdé ▁<>y"], 0, 60];

    private static readonly Gen<string> Anything = Gen.String[Gen.OneOf(Gen.Char, Gen.Char['\0', '\u00FF'], Gen.Char['\u0400', '\u04FF'], Gen.Char['\u4E00', '\u9FFF'], Gen.Char['\uD800', '\uDFFF']), 0, 30];

    private static readonly Gen<string> Texts = Gen.OneOf(Fragments, Fragments, Letters, Anything).List[0, 12].Select(string.Concat);

    [Theory]
    [InlineData(true, true, false)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    [InlineData(false, false, false)]
    public void EncodeToIds_TinyVocabulary_MatchesNaive(bool withAllBytes, bool fuses, bool mergesAsStrings) =>
        TinyTokenizerJson.With(TinyTokenizerJson.Create(withAllBytes, fuses, mergesAsStrings), file =>
        {
            var (naive, tokenizer) = (new NaiveTokenizer(file), EmbeddingGemmaTokenizer.FromFile(file));
            Compare(naive, tokenizer, iterations: 3000);
            Compare(naive, Tokenizers.RoundTrip(tokenizer), iterations: 1000);
        });

    [Fact]
    public void EncodeToIds_RunWithoutACut_MatchesNaive()
    {
        TinyTokenizerJson.With(TinyTokenizerJson.Create(), file => CompareRuns(new(file), EmbeddingGemmaTokenizer.FromFile(file), "aabcd"));
        CompareRuns(new(Tokenizers.NanoFile), Tokenizers.Nano, "aeiourstlnmd");

        static void CompareRuns(NaiveTokenizer naive, EmbeddingGemmaTokenizer tokenizer, string letters) =>
            Gen.String[Gen.Char[letters], Merger.ShortLength - 5, 200].SampleSeeded(text => Assert.Equal(naive.Encode(text), tokenizer.EncodeToIds(text)));
    }

    [Theory]
    [InlineData("nano")]
    [InlineData("nano, compiled")]
    public void EncodeToIds_Nano_MatchesNaive(string name) => Compare(new NaiveTokenizer(Tokenizers.NanoFile), Tokenizers.Named(name), iterations: 3000);

    [Theory(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    [InlineData("embeddinggemma-300m")]
    [InlineData("embeddinggemma-2")]
    public void EncodeToIds_GenuineVocabulary_MatchesNaive(string name)
    {
        NaiveTokenizer? naive = null;
        Tokenizers.WithFile(name, file => naive = new NaiveTokenizer(file));
        Compare(naive!, Tokenizers.Named(name), iterations: 300);
        Compare(naive!, Tokenizers.Named(name + ", compiled"), iterations: 300);
    }

    [Fact(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    public void EncodeToIds_FromSentencePiece_AgreesWithJson() => Texts.SampleSeeded(
        text => Assert.Equal(
            Tokenizers.Named("embeddinggemma-300m").EncodeToIds(text.Replace("<image_soft_token>", "", StringComparison.Ordinal)),
            Tokenizers.V1SentencePiece.EncodeToIds(text.Replace("<image_soft_token>", "", StringComparison.Ordinal))),
        iter: 3000);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void EncodeToTokens_AnyText_CoversItWithoutGaps(bool normalize) => Texts.SampleSeeded(
        text =>
        {
            var tokens = Tokenizers.Nano.EncodeToTokens(text, out var normalized, considerNormalization: normalize);
            Assert.Equal(normalize ? text.Length : null, normalized?.Length);
            var (start, end) = (0, 0);
            foreach (var token in tokens)
            {
                Assert.True(token.Offset.Start.Value == end || (token.Offset.Start.Value == start && token.Offset.End.Value == end));
                (start, end) = (token.Offset.Start.Value, token.Offset.End.Value);
            }

            Assert.Equal(text.Length, end);
            Assert.Equal(Tokenizers.Nano.EncodeToIds(text, considerNormalization: normalize), tokens.Select(token => token.Id));
            Assert.Equal(tokens.Count, Tokenizers.Nano.CountTokens(text, considerNormalization: normalize));
        },
        iter: 3000);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void EncodeToTokens_CharactersWithoutBytes_CoverTheTextInOrder(bool fuses) =>
        TinyTokenizerJson.With(TinyTokenizerJson.Create(withAllBytes: false, fuses), file =>
        {
            var tokenizer = EmbeddingGemmaTokenizer.FromFile(file);
            Texts.SampleSeeded(
                text =>
                {
                    var (start, end) = (0, 0);
                    foreach (var token in tokenizer.EncodeToTokens(text, out _))
                    {
                        Assert.InRange(token.Offset.Start.Value, start, end);
                        Assert.True(token.Offset.Start.Value == end || token.Offset.Start.Value == start);
                        Assert.True(token.Offset.End.Value >= end);
                        (start, end) = (token.Offset.Start.Value, token.Offset.End.Value);
                    }

                    Assert.Equal(text.Length, end);
                },
                iter: 3000);
        });

    [Fact]
    public void Decode_EncodedText_IsTheText() => Texts.SampleSeeded(
        text => Assert.Equal(NaiveTokenizer.Repair(text).Replace('▁', ' '), Tokenizers.Nano.Decode(Tokenizers.Nano.EncodeToIds(text))),
        iter: 3000);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void GetIndexByTokenCount_AnyLimit_CutsBetweenTokens(bool normalize) => Gen.Select(Texts, Gen.Int[1, 30]).SampleSeeded(
        (text, limit) =>
        {
            var tokens = Tokenizers.Nano.EncodeToTokens(text, out _, considerNormalization: normalize);
            var end = Tokenizers.Nano.GetIndexByTokenCount(text, limit, out _, out var count, considerNormalization: normalize);
            var ids = Tokenizers.Nano.EncodeToIds(text, limit, out _, out var consumed, considerNormalization: normalize);
            var start = Tokenizers.Nano.GetIndexByTokenCountFromEnd(text, limit, out _, out var countFromEnd, considerNormalization: normalize);

            Assert.Equal((end, count), (consumed, ids.Count));
            Assert.Equal(tokens.Take(count).Select(token => token.Id), ids);
            Assert.InRange(count, Math.Min(tokens.Count, Math.Max(0, limit - 3)), limit); // a character has at most four bytes
            Assert.Equal(tokens.Count(token => token.Offset.End.Value <= end), count);
            Assert.InRange(countFromEnd, Math.Min(tokens.Count, Math.Max(0, limit - 3)), limit);
            Assert.Equal(tokens.Count(token => token.Offset.Start.Value >= start), countFromEnd);
        },
        iter: 3000);

    [Fact]
    public void EncodeToIds_ManyThreads_AgreeWithOne()
    {
        var fresh = EmbeddingGemmaTokenizer.FromFile(Tokenizers.NanoFile); // nothing remembered yet
        var texts = Enumerable.Range(0, 500).Select(i => string.Join(' ', Enumerable.Range(i, 40).Select(word => $"token{word} <b>größe</b> 日本{word % 7}"))).ToList();
        var together = texts.AsParallel().AsOrdered().WithDegreeOfParallelism(8).Select(text => fresh.EncodeForModel(text, 64).Ids.ToArray()).ToList();
        Assert.Equal(texts.Select(text => Tokenizers.Nano.EncodeForModel(text, 64).Ids.ToArray()), together);
    }

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static void Compare(NaiveTokenizer naive, EmbeddingGemmaTokenizer tokenizer, int iterations)
    {
        var plain = tokenizer.WithSpecialTokenMatching(false);
        Gen.OneOf(Texts, Gen.OneOf(OneOf([.. naive.AddedContents]), Letters).List[0, 8].Select(string.Concat)).SampleSeeded(
            text =>
            {
                Assert.Equal(naive.Encode(text), tokenizer.EncodeToIds(text));
                Assert.Equal(naive.Encode(text, matchSpecial: false), plain.EncodeToIds(text));
                Assert.Equal(naive.Encode(text, normalize: false), tokenizer.EncodeToIds(text, considerNormalization: false));
            },
            iter: iterations);
    }
}
