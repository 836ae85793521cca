using System.Globalization;
using CsCheck;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Chunking;

public sealed class TextChunkerTests
{
    private static readonly string[] Pieces =
    [
        "word", " ", "\n", "\n\n", "\r\n", ". ", "Sentence here. ", "# Heading\n", "## Deeper\n\n", "```\n", "    indented\n", "}\n", "\t", "日本語。", "👨‍👩‍👧‍👦", "e\u0301",
        "\u0301", "🇩🇪🇫🇷", "- item\n", "\u00A0", "\u0600 ", "<bos>", "ab", "{\n", "Title\n===\n", "\u200D", "\uD83D\uDE00", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ];

    private static readonly string?[] Titles = [null, "title", "a title that is much longer than any part of a text could ever bear to be"];

    private static readonly Gen<string> Texts = Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 300].Select(string.Concat);

    private static TextChunker Chunker(int tokens = 40, int? overlap = null) => new(NanoModel.Tokenizer, new() { MaxTokens = tokens, OverlapTokens = overlap });

    [Fact]
    public void Split_AnyText_CoversItInPartsThatFit() =>
        Gen.Select(Texts, Gen.Enum<TextKind>(), Gen.Int[0, 20], Gen.Int[0, Titles.Length - 1].Select(i => Titles[i]))
            .SampleSeeded((text, kind, overlap, title) =>
            {
                var ends = Ends(text);
                if (LongestCharacter(text) > 60)
                    return; // the exception: such a one is divided
                var covered = new bool[text.Length];
                var last = -1;
                foreach (var chunk in Chunker(120, overlap).Split(text, kind, title))
                {
                    Assert.Equal(text.Substring(chunk.Start, chunk.Length), chunk.Text);
                    Assert.True(chunk.Start > last);
                    Assert.Contains(chunk.Start, ends);
                    Assert.Contains(chunk.Start + chunk.Length, ends);
                    Assert.InRange(chunk.TokenCount, 3, 120);
                    Assert.Equal(NanoModel.Tokenizer.EncodeForModel(EmbeddingGemmaPrompt.Document(chunk.Title).Text + chunk.Text).TokenCount, chunk.TokenCount);
                    covered.AsSpan(chunk.Start, chunk.Length).Fill(true);
                    last = chunk.Start;
                }

                for (var i = 0; i < text.Length; i++)
                    Assert.True(covered[i] || char.IsWhiteSpace(text[i]), $"Position {i} is in no chunk.");
            },
            iter: 300);

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\t\u00A0\n")]
    public void Split_NoText_GivesNone(string text) => Assert.Empty(Chunker().Split(text));

    // Steps that grow with the square of the length would be 10^12 here: such a run does not end.
    [Theory]
    [InlineData("a", 2_000_000)]
    [InlineData(" ", 2_000_000)]
    [InlineData("\n", 1_000_000)]
    [InlineData("\u0301", 1_000_000)]
    [InlineData("😀", 1_000_000)]
    [InlineData("x\n\n", 1_000_000)]
    public void Split_MegabytesOfTheSame_Ends(string piece, int size)
    {
        var text = string.Concat("begin ", string.Concat(Enumerable.Repeat(piece, size / piece.Length)), " end");
        var count = new TextChunker(NanoModel.Tokenizer).Split(text).Count();
        Assert.InRange(count, 1, 1_000_000);
    }

    [Fact]
    public void Split_Markdown_BeginsChunksAtHeadingsAndNamesThem()
    {
        var body = string.Concat(Enumerable.Repeat("Some words of the section. ", 4));
        var text = $"# Guide\n\n{body}\n\n## Install\n\n{body}\n\n## Use\n\n{body}";
        var chunks = Chunker(64, 0).Split(text, TextKind.Markdown, "Handbook").ToList();
        Assert.Equal(["Handbook > Guide", "Handbook > Guide > Install", "Handbook > Guide > Use"], chunks.Select(chunk => chunk.Title).Distinct());
        Assert.Contains(chunks, chunk => chunk.Text.StartsWith("## Install", StringComparison.Ordinal));
        Assert.Contains(chunks, chunk => chunk.Text.StartsWith("## Use", StringComparison.Ordinal));
    }

    [Fact]
    public void Split_HashInFence_IsNoHeading()
    {
        var chunks = Chunker(200).Split("# A\n\ntext\n\n```sh\n# comment\nls\n```\n\nmore", TextKind.Markdown).ToList();
        Assert.Equal("A", Assert.Single(chunks).Title);
    }

    [Fact]
    public void Split_UnderlinedHeading_IsOne()
    {
        var chunk = Assert.Single(Chunker(200).Split("Big title\n=========\n\ntext", TextKind.Markdown));
        Assert.Equal("Big title", chunk.Title);
    }

    [Fact]
    public void Split_TitleRepeatedAsHeading_IsNamedOnce() =>
        Assert.Equal("Guide", Assert.Single(Chunker(200).Split("# Guide\n\ntext", TextKind.Markdown, "Guide")).Title);

    [Fact]
    public void Split_Code_DividesBetweenFunctions()
    {
        var function = "int F{0}(int a)\n{{\n    var b = a + 1;\n\n    return b * {0};\n}}\n\n";
        var text = string.Concat(Enumerable.Range(0, 12).Select(i => string.Format(CultureInfo.InvariantCulture, function, i)));
        var chunks = Chunker(110, 0).Split(text, TextKind.Code).ToList();
        Assert.True(chunks.Count > 2);
        Assert.All(chunks, chunk => Assert.StartsWith("int F", chunk.Text, StringComparison.Ordinal));
        Assert.All(chunks, chunk => Assert.EndsWith("}", chunk.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Split_Prose_DividesBetweenSentences()
    {
        var text = string.Join(' ', Enumerable.Range(0, 60).Select(i => $"This is sentence number {i} of the text, e.g. an example."));
        var chunks = Chunker(80, 0).Split(text).ToList();
        Assert.All(chunks, chunk => Assert.StartsWith("This is", chunk.Text, StringComparison.Ordinal));
        Assert.All(chunks, chunk => Assert.EndsWith("example.", chunk.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Split_WithOverlap_RepeatsTheEnd()
    {
        var text = string.Join(' ', Enumerable.Range(0, 300).Select(i => $"word{i}"));
        var (with, without) = (Chunker(64, 12).Split(text).ToList(), Chunker(64, 0).Split(text).ToList());
        Assert.All(with.Zip(with.Skip(1)), pair => Assert.True(pair.Second.Start < pair.First.Start + pair.First.Length));
        Assert.All(without.Zip(without.Skip(1)), pair => Assert.True(pair.Second.Start >= pair.First.Start + pair.First.Length));
        Assert.True(with.Count > without.Count);
    }

    [Fact]
    public void Split_ShortText_IsOneChunk()
    {
        var chunk = Assert.Single(new TextChunker(NanoModel.Tokenizer).Split("  Hello world.\n"));
        Assert.Equal(("Hello world.", 2, null), (chunk.Text, chunk.Start, chunk.Title));
    }

    [Fact]
    public void Constructor_OverlapOfMoreThanHalf_IsRefused() =>
        Assert.Contains("0 to 20", Assert.Throws<ArgumentException>(() => Chunker(40, 21)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("docs/README.md", TextKind.Markdown)]
    [InlineData("src/Program.CS", TextKind.Code)]
    [InlineData("notes.txt", TextKind.Plain)]
    [InlineData("LICENSE", TextKind.Plain)]
    public void KindOf_Path_GoesByExtension(string path, TextKind kind) => Assert.Equal(kind, TextChunker.KindOf(path));

    private static HashSet<int> Ends(string text) => [.. StringInfo.ParseCombiningCharacters(text), text.Length];

    private static int LongestCharacter(string text)
    {
        var longest = 0;
        for (var characters = StringInfo.GetTextElementEnumerator(text); characters.MoveNext();)
            longest = Math.Max(longest, NanoModel.Tokenizer.CountTokens(characters.GetTextElement()));
        return longest;
    }
}
