using System.Text;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.TestSupport;
using SK.EmbeddingGemma.Tokenization;

namespace SK.EmbeddingGemma.Weights.Gguf;

public sealed class GgufVocabularyTests : IDisposable
{
    private static readonly Lazy<Dictionary<string, object>> Nano = new(() =>
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("nano.gguf");
        GgufExport.Write(EmbeddingGemmaModel.Nano.Open(), path, GgufType.Q8, overwrites: false, progress: null, CancellationToken.None);
        return GgufFile.Read(path).Metadata;
    });

    private readonly TemporaryFolder _model = new();
    private readonly TemporaryFolder _target = new();

    [Theory]
    [InlineData("")]
    [InlineData("hello world")]
    [InlineData("  indented\tand   spaced  ")]
    [InlineData("HHHHH aaaaaaa ▁▁ ▁")]
    [InlineData("Über naïve café — “quoted” 日本語 привет мир")]
    [InlineData("public static int Main(string[] args) => args.Length;")]
    [InlineData("👩‍👩‍👧 \U0001F9FF \u0001")]
    public void Describe_Nano_LetsScoresFindTheSameTokens(string text)
    {
        var pieces = (string[])Nano.Value["tokenizer.ggml.tokens"];
        var scores = (float[])Nano.Value["tokenizer.ggml.scores"];
        Assert.Equal(Tokenizers.Nano.EncodeToIds(text), Merge(text, pieces, scores));
    }

    [Fact]
    public void Describe_Nano_TellsKindsApart()
    {
        var pieces = (string[])Nano.Value["tokenizer.ggml.tokens"];
        var types = (int[])Nano.Value["tokenizer.ggml.token_type"];
        Assert.Equal(16384, pieces.Length);
        Assert.Equal(3, TypeOf("<bos>"));
        Assert.Equal(2, TypeOf("<unk>"));
        Assert.Equal(6, TypeOf("<0x0A>"));
        Assert.Equal(4, TypeOf("\n\n"));
        Assert.Equal(1, TypeOf("▁world"));

        int TypeOf(string piece) => types[Array.IndexOf(pieces, piece)];
    }

    [Fact]
    public void Describe_MoreRowsThanTokens_FillsUp()
    {
        var builder = new ModelDirectoryBuilder();
        builder.Config["vocab_size"] = 16390;
        GgufExport.Write(ModelDirectory.Open(builder.Write(_model)), _target.PathOf("model.gguf"), GgufType.F32, overwrites: false, progress: null, TestContext.Current.CancellationToken);
        var metadata = GgufFile.Read(_target.PathOf("model.gguf")).Metadata;
        Assert.Equal("[PAD16389]", ((string[])metadata["tokenizer.ggml.tokens"])[^1]);
        Assert.Equal(5, ((int[])metadata["tokenizer.ggml.token_type"])[^1]);
    }

    [Fact]
    public void Describe_FewerRowsThanPieces_IsRefused()
    {
        var builder = new ModelDirectoryBuilder();
        builder.Config["vocab_size"] = 16000;
        var directory = ModelDirectory.Open(builder.Write(_model));
        var failure = Assert.Throws<InvalidDataException>(() =>
            GgufExport.Write(directory, _target.PathOf("model.gguf"), GgufType.F32, overwrites: false, progress: null, TestContext.Current.CancellationToken));
        Assert.Contains("vocab_size", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FindUnmerged_PieceThatAnotherPairSpells_IsFound()
    {
        Assert.Null(Tokenizers.Nano.FindUnmerged());
        TinyTokenizerJson.With(TinyTokenizerJson.Create(), file => Assert.Equal("<b>", EmbeddingGemmaTokenizer.FromFile(file).FindUnmerged()));
    }

    [Fact]
    public void Describe_TokenizerThatLeavesPairsUnmerged_IsRefused()
    {
        var path = new ModelDirectoryBuilder().Write(_model);
        File.WriteAllText(Path.Combine(path, "tokenizer.json"), TinyTokenizerJson.Create().ToJsonString());
        var failure = Assert.Throws<NotSupportedException>(() =>
            GgufExport.Write(ModelDirectory.Open(path), _target.PathOf("model.gguf"), GgufType.F32, overwrites: false, progress: null, TestContext.Current.CancellationToken));
        Assert.Contains("<b>", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _model.Dispose();
        _target.Dispose();
    }

    /// <summary>What llama.cpp's SentencePiece does with text without added tokens: the neighbours that make the best piece merge first, the left ones of equals.</summary>
    private static List<int> Merge(string text, string[] pieces, float[] scores)
    {
        var ids = pieces.Select((piece, id) => (piece, id)).ToDictionary(entry => entry.piece, entry => entry.id);
        var symbols = text.Replace(' ', '▁').EnumerateRunes().Select(rune => rune.ToString()).ToList();
        while (true)
        {
            var (best, at) = (float.NegativeInfinity, -1);
            for (var i = 0; i + 1 < symbols.Count; i++)
            {
                if (ids.TryGetValue(symbols[i] + symbols[i + 1], out var id) && scores[id] > best)
                    (best, at) = (scores[id], i);
            }

            if (at < 0)
                return [.. symbols.SelectMany(symbol => ids.TryGetValue(symbol, out var id) ? [id] : Encoding.UTF8.GetBytes(symbol).Select(value => ids[$"<0x{value:X2}>"]))];
            symbols[at] += symbols[at + 1];
            symbols.RemoveAt(at + 1);
        }
    }
}
