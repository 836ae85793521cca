using System.Buffers;
using System.Diagnostics;
using Microsoft.ML.Tokenizers;

namespace SK.EmbeddingGemma.Tokenization;

public sealed class EmbeddingGemmaTokenizerTests
{
    private static readonly EmbeddingGemmaTokenizer Nano = Tokenizers.Nano;

    [Fact]
    public void EncodeForModel_EmptyText_IsBothSpecials()
    {
        var actual = Nano.EncodeForModel("");
        Assert.Equal([Nano.BosTokenId, Nano.EosTokenId], actual.Ids.ToArray());
        Assert.Equal(2, actual.TokenCount);
        Assert.False(actual.IsTruncated);
    }

    [Fact]
    public void EncodeForModel_TooLong_KeepsBothSpecials()
    {
        var ids = Nano.EncodeToIds("one two three four five six");
        var actual = Nano.EncodeForModel("one two three four five six", 4);
        Assert.Equal([Nano.BosTokenId, ids[0], ids[1], Nano.EosTokenId], actual.Ids.ToArray());
        Assert.Equal(ids.Count + 2, actual.TokenCount);
        Assert.True(actual.IsTruncated);
    }

    [Fact]
    public void EncodeForModel_ExactlyAsLong_IsNotTruncated()
    {
        var count = Nano.CountTokens("one two three") + 2;
        Assert.False(Nano.EncodeForModel("one two three", count).IsTruncated);
        Assert.True(Nano.EncodeForModel("one two three", count - 1).IsTruncated);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    [InlineData(-1)]
    public void EncodeForModel_NoRoomForSpecials_Throws(int maxTokens) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(maxTokens), () => Nano.EncodeForModel("text", maxTokens));

    [Fact]
    public void Members_NullText_Throw()
    {
        Assert.Throws<ArgumentNullException>("text", () => Nano.EncodeForModel(null!));
        Assert.Throws<ArgumentNullException>("text", () => Nano.EncodeToIds((string)null!));
        Assert.Throws<ArgumentNullException>("text", () => Nano.EncodeToIds((string)null!, 5, out _, out _));
        Assert.Throws<ArgumentNullException>("text", () => Nano.EncodeToTokens((string)null!, out _));
        Assert.Throws<ArgumentNullException>("text", () => Nano.CountTokens((string)null!));
        Assert.Throws<ArgumentNullException>("text", () => Nano.GetIndexByTokenCount((string)null!, 5, out _, out _));
        Assert.Throws<ArgumentNullException>("text", () => Nano.GetIndexByTokenCountFromEnd((string)null!, 5, out _, out _));
        Assert.Throws<ArgumentNullException>("ids", () => Nano.Decode(null!));
        Assert.Throws<ArgumentNullException>("ids", () => Nano.Decode(null!, new char[5], out _, out _));
    }

    [Fact]
    public void Members_LimitBelowOne_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Nano.EncodeToIds("text", 0, out _, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => Nano.GetIndexByTokenCount("text", 0, out _, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => Nano.GetIndexByTokenCountFromEnd("text", -1, out _, out _));
    }

    [Fact]
    public void Members_ThroughBaseClass_AreTheSame()
    {
        Tokenizer tokenizer = Nano;
        const string Text = "the <b>quick</b> brown 🦊 fox\n";
        var ids = Nano.EncodeToIds(Text);
        Assert.Equal(ids, tokenizer.EncodeToIds(Text));
        Assert.Equal(ids, tokenizer.EncodeToIds(Text.AsSpan()));
        Assert.Equal(ids, tokenizer.EncodeToTokens(Text.AsSpan(), out var normalized).Select(token => token.Id));
        Assert.Equal(Text.Replace(' ', '▁'), normalized);
        Assert.Equal(ids.Count, tokenizer.CountTokens(Text.AsSpan()));
        Assert.Empty(tokenizer.EncodeToIds([]));
    }

    [Fact]
    public void EncodeToIds_SpecialInText_IsMatchedUnlessSwitchedOff()
    {
        var plain = Nano.WithSpecialTokenMatching(false);
        Assert.Contains(Nano.BosTokenId, Nano.EncodeToIds("a<bos>b"));
        Assert.DoesNotContain(Nano.BosTokenId, plain.EncodeToIds("a<bos>b"));
        Assert.Equal("a<bos>b", plain.Decode(plain.EncodeToIds("a<bos>b")));
        Assert.False(plain.MatchesSpecialTokens);
        Assert.Same(Nano, Nano.WithSpecialTokenMatching(true));
    }

    [Fact]
    public void EncodeToIds_WithoutNormalization_KeepsSpacesApart()
    {
        var ids = Nano.EncodeToIds("a b", considerNormalization: false);
        Assert.Equal([.. Nano.EncodeToIds("a"), .. Nano.EncodeToIds("\u0001").Select(id => id + 0x1F), .. Nano.EncodeToIds("b")], ids);
        Assert.Equal("a b", Nano.Decode(ids));
        Nano.EncodeToTokens("a b", out var normalized, considerNormalization: false);
        Assert.Null(normalized);
    }

    [Fact]
    public void EncodeToTokens_CharacterOutsideVocabulary_GivesEachByteItsRange()
    {
        var tokens = Nano.EncodeToTokens("a𝔘b", out _);
        var bytes = tokens.Where(token => token.Value.StartsWith("<0x", StringComparison.Ordinal)).ToList();
        Assert.Equal(["<0xF0>", "<0x9D>", "<0x94>", "<0x98>"], bytes.Select(token => token.Value));
        Assert.All(bytes, token => Assert.Equal(1..3, token.Offset));
    }

    [Theory]
    [InlineData('\uFFFF', "<0xEF> <0xBF> <0xBF>")]
    [InlineData('\uFFFE', "<0xEF> <0xBF> <0xBE>")]
    [InlineData('\uD7FF', "<0xED> <0x9F> <0xBF>")]
    [InlineData('\uE000', "<0xEE> <0x80> <0x80>")]
    public void EncodeToTokens_CharacterAtTheEdgeOfItsRange_IsItsBytes(char character, string bytes) =>
        Assert.Equal(bytes.Split(' '), Nano.EncodeToTokens($"{character}", out _).Select(token => token.Value));

    [Fact]
    public void LimitedTo_FewerIds_LeavesTokensBehindThemAsText() => TinyTokenizerJson.With(TinyTokenizerJson.Create(), file =>
    {
        var whole = EmbeddingGemmaTokenizer.FromFile(file);
        var special = Assert.Single(whole.EncodeToIds("d d"));
        Assert.True(whole.IsSpecial(special));
        foreach (var limited in new[] { whole.LimitedTo(special), whole.LimitedTo(special + 1).LimitedTo(special), whole.LimitedTo(special).LimitedTo(special + 1) })
        {
            Assert.Equal(3, limited.EncodeToIds("d d").Count);
            Assert.False(limited.IsSpecial(special));
            Assert.True(limited.IsSpecial(limited.BosTokenId));
        }

        Assert.Equal([special], whole.LimitedTo(special + 1).EncodeToIds("d d"));
        Assert.True(whole.LimitedTo(special + 1).IsSpecial(special));
    });

    [Fact]
    public void ListVocabulary_OneOfEverything_TellsKindsApart() => TinyTokenizerJson.With(TinyTokenizerJson.Create(), file =>
    {
        var kinds = EmbeddingGemmaTokenizer.FromFile(file).ListVocabulary().ToDictionary(token => token.Text, token => token.Kind);
        Assert.Equal((VocabularyTokenKind.Special, VocabularyTokenKind.Special), (kinds["<bos>"], kinds["d▁d"]));
        Assert.Equal((VocabularyTokenKind.Added, VocabularyTokenKind.Added), (kinds["<b>"], kinds["▁▁"]));
        Assert.Equal((VocabularyTokenKind.Normal, VocabularyTokenKind.Normal), (kinds["ab"], kinds["b"]));
        Assert.Equal((VocabularyTokenKind.Unknown, VocabularyTokenKind.Byte), (kinds["<unk>"], kinds["<0x41>"]));
    });

    [Fact]
    public void GetIndexByTokenCount_LimitWithinCharacter_LeavesItOut()
    {
        Assert.Equal(1, Nano.GetIndexByTokenCount("a𝔘b", 3, out _, out var count));
        Assert.Equal(1, count);
        Assert.Equal(3, Nano.GetIndexByTokenCountFromEnd("a𝔘b", 3, out _, out count));
        Assert.Equal(1, count);
    }

    [Fact]
    public void Decode_Specials_AreTheirTextOrSkipped()
    {
        var ids = Nano.EncodeForModel("to be").Ids.ToArray();
        Assert.Equal("<bos>to be<eos>", Nano.Decode(ids));
        Assert.Equal("to be", Nano.Decode(ids, skipSpecialTokens: true));
    }

    [Fact]
    public void Decode_BytesThatAreNoUtf8_AreReplacementCharacters()
    {
        var ids = Nano.EncodeToTokens("𝔘", out _).Select(token => token.Id).ToList();
        Assert.Equal("𝔘", Nano.Decode(ids));
        Assert.Equal("\uFFFD\uFFFD\uFFFDa", Nano.Decode([.. ids.Take(3), .. Nano.EncodeToIds("a")]));
    }

    [Fact]
    public void Decode_FirstIdBehindTheVocabulary_Throws()
    {
        Assert.NotEmpty(Nano.Decode([Nano.VocabularySize - 1]));
        Assert.Throws<InvalidOperationException>(() => Nano.Decode([Nano.VocabularySize]));
    }

    [Theory]
    [InlineData(0, OperationStatus.DestinationTooSmall, 0, 0)]
    [InlineData(2, OperationStatus.DestinationTooSmall, 0, 0)]
    [InlineData(3, OperationStatus.InvalidData, 3, 3)] // three bytes that are no character
    public void Decode_UnknownIdBehindBytes_WritesTheseFirst(int size, OperationStatus status, int consumed, int written)
    {
        int[] ids = [.. Nano.EncodeToIds("𝔘").Take(3), -1];
        Assert.Equal((status, consumed, written), (Nano.Decode(ids, new char[size], out var read, out var length), read, length));
    }

    [Fact]
    public void Decode_SkippedAmongBytes_LeavesThemTogether()
    {
        var bytes = Nano.EncodeToIds("𝔘");
        int[] ids = [Nano.BosTokenId, .. bytes.Take(2), Nano.BosTokenId, .. bytes.Skip(2), Nano.EosTokenId];
        Assert.Equal("𝔘", Nano.Decode(ids, skipSpecialTokens: true));
        Assert.Equal("𝔘", Nano.Decode(ids.Select(static id => id), skipSpecialTokens: true)); // no collection
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void Decode_UnknownId_Throws(int id)
    {
        Assert.Contains($"ids are 0 to {Nano.VocabularySize - 1}.", Assert.Throws<InvalidOperationException>(() => Nano.Decode([5, id])).Message, StringComparison.Ordinal);
        Assert.Equal(OperationStatus.InvalidData, Nano.Decode([5, id], new char[100], out var consumed, out _));
        Assert.Equal(1, consumed);
    }

    [Fact]
    public void Decode_SmallDestination_CanBeContinued()
    {
        const string Text = "Better late 𝔘𝔘 than never, 🦊🦊 said <b>the</b> fox";
        var ids = Nano.EncodeToIds(Text);
        for (var size = 16; size < 24; size++)
        {
            var (text, rest) = ("", ids);
            var buffer = new char[size];
            OperationStatus status;
            do
            {
                status = Nano.Decode(rest, buffer, out var consumed, out var written);
                Assert.True(consumed > 0);
                text += new string(buffer, 0, written);
                rest = [.. rest.Skip(consumed)];
            }
            while (status == OperationStatus.DestinationTooSmall);
            Assert.Equal((OperationStatus.Done, Text, 0), (status, text, rest.Count));
        }
    }

    [Theory]
    [InlineData("a")]
    [InlineData(" ")]
    [InlineData("\n")]
    [InlineData("thequickbrownfox")]
    [InlineData("ab")]
    [InlineData("<")]
    [InlineData("é")]
    [InlineData("中")]
    [InlineData("<unused")]
    [InlineData("𝔘")]
    public void EncodeToIds_MillionCharactersWithoutEnd_TakesLinearTime(string unit)
    {
        // Even a slow machine needs a second or two; in quadratic time it is hours.
        var text = string.Concat(Enumerable.Repeat(unit, 1_000_000 / unit.Length));
        var started = Stopwatch.GetTimestamp();
        var ids = Nano.EncodeToIds(text);
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 30);
        Assert.Equal(ids.Count, Nano.CountTokens(text));
        Assert.Equal(text, Nano.Decode(ids));
    }

    [Fact]
    public void EncodeForModel_TenMillionCharacters_Works()
    {
        var text = string.Concat(Enumerable.Repeat("It is a truth universally acknowledged. ", 250_000));
        var actual = Nano.EncodeForModel(text, 2048);
        Assert.Equal(2048, actual.Ids.Length);
        Assert.Equal(Nano.CountTokens(text) + 2, actual.TokenCount);
    }
}
