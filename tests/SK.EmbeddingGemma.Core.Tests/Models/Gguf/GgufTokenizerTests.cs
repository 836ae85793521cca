using System.IO.Compression;
using SK.EmbeddingGemma.TestSupport;
using SK.EmbeddingGemma.Tokenization;
using SK.EmbeddingGemma.Weights.Gguf;

namespace SK.EmbeddingGemma.Models.Gguf;

public sealed class GgufTokenizerTests : IDisposable
{
    private static readonly string[] Texts =
    [
        "", " ", "hello world", "  indented\tand   spaced  ", "HHHHH aaaaaaa ▁▁ ▁", "Über naïve café — “quoted” 日本語 привет мир", "\n\n\n\r\n\t\t",
        "public static int Main(string[] args) => args.Length;", "👩‍👩‍👧 \U0001F9FF \u0001", "<bos>a<eos><pad><unk>", "[PAD16384]", "task: search result | query: what?",
    ];

    private readonly TemporaryFolder _model = new();
    private readonly TemporaryFolder _target = new();

    [Fact]
    public void Read_WhatNanoWasWrittenAs_GivesTheSameIds()
    {
        var tokenizer = Export(EmbeddingGemmaModel.Nano.Open(), _ => { }).ReadTokenizer();
        Assert.All(Texts, text => Assert.Equal(Tokenizers.Nano.EncodeToIds(text), tokenizer.EncodeToIds(text)));
        Assert.All(Texts, text => Assert.Equal(
            Tokenizers.Nano.WithSpecialTokenMatching(false).EncodeToIds(text), tokenizer.WithSpecialTokenMatching(false).EncodeToIds(text)));
        Assert.Equal(Tokenizers.Nano.ListVocabulary().Select(token => (token.Text, token.Kind)), tokenizer.ListVocabulary().Select(token => (token.Text, token.Kind)));
    }

    [Fact]
    public void Read_MoreRowsThanTokens_GivesTheSameIds()
    {
        var builder = new ModelDirectoryBuilder();
        builder.Config["vocab_size"] = 16390;
        var tokenizer = Export(ModelDirectory.Open(builder.Write(_model)), _ => { }).ReadTokenizer();
        Assert.Equal(16390, tokenizer.VocabularySize);
        Assert.All(Texts, text => Assert.Equal(Tokenizers.Nano.EncodeToIds(text), tokenizer.EncodeToIds(text)));
    }

    [Theory(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    [InlineData("nano", "nano")]
    [InlineData("tiny-v1", "tiny-v1")]
    public void Read_SmallModels_MatchesTheReference(string goldens, string model)
    {
        var directory = model == "nano" ? EmbeddingGemmaModel.Nano.Open() : ModelDirectory.Open(SharedFolder.PathOf("goldens/" + model));
        var tokenizer = Export(directory, _ => { }).ReadTokenizer();
        foreach (var golden in Golden.Read(goldens))
            Assert.Equal(golden.Ids, tokenizer.EncodeForModel(golden.Prompt + golden.Text, 2048).Ids.ToArray());
    }

    [Theory(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    [InlineData(false)]
    [InlineData(true)] // as llama.cpp's own conversion writes user-defined tokens: with spaces
    public void Read_EmbeddingGemma300M_MatchesTheReference(bool hasPlainSpaces)
    {
        var builder = new ModelDirectoryBuilder();
        builder.Config["vocab_size"] = 262144;
        var path = builder.Write(_model);
        using (var packed = new GZipStream(File.OpenRead(SharedFolder.PathOf("tokenizers/embeddinggemma-300m/tokenizer.json.gz")), CompressionMode.Decompress))
        using (var unpacked = File.Create(Path.Combine(path, "tokenizer.json")))
            packed.CopyTo(unpacked);
        var changed = 0;
        var tokenizer = Export(ModelDirectory.Open(path), file =>
        {
            var (tokens, types) = ((string[])file.Metadata["tokenizer.ggml.tokens"], (int[])file.Metadata["tokenizer.ggml.token_type"]);
            for (var id = 0; hasPlainSpaces && id < tokens.Length; id++)
            {
                if (types[id] == 4 && tokens[id].Contains('▁', StringComparison.Ordinal))
                    (tokens[id], changed) = (tokens[id].Replace('▁', ' '), changed + 1);
            }
        }).ReadTokenizer();

        Assert.Equal(hasPlainSpaces, changed > 0);
        var goldens = Golden.Read("tokenizer-embeddinggemma-300m").Concat(Golden.Read("tokenizer-embeddinggemma-300m-edge"));
        var read = goldens.Where(golden => !golden.Text.Contains("<image_soft_token>", StringComparison.Ordinal)).ToList(); // has no row in the table, so a file has no place for it
        Assert.True(read.Count > 7000);
        Assert.Empty(read.Where(golden => !golden.Ids.AsSpan().SequenceEqual([.. tokenizer.EncodeToIds(golden.Text)])).Select(golden => golden.Text));
    }

    [Fact]
    public void Read_Tiny_MergesByScoreAndFindsUserDefinedTokens()
    {
        var tokenizer = Tiny(_ => { }).ReadTokenizer();
        Assert.Equal([266], tokenizer.EncodeToIds("abc"));
        Assert.Equal([265], tokenizer.EncodeToIds(" a"));
        Assert.Equal([263, 264], tokenizer.EncodeToIds(" ab")); // "ab" has a higher score than "▁a"
        Assert.Equal([268], tokenizer.EncodeToIds("<b>"));
        Assert.Equal([4 + 0xC3, 4 + 0xA4], tokenizer.EncodeToIds("ä"));
    }

    [Theory]
    [InlineData("tokenizer.ggml.bos_token_id", 3u)]
    [InlineData("tokenizer.ggml.eos_token_id", 2u)]
    [InlineData("tokenizer.ggml.padding_token_id", 1u)]
    public void Read_OtherSpecialTokens_IsRefusedByKey(string key, uint id) =>
        Assert.Contains(key, Assert.Throws<InvalidDataException>(Tiny(file => file.Metadata[key] = id).ReadTokenizer).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_PiecesThatCannotBe_AreRefused()
    {
        AssertRefused("tokenizer.ggml.tokens[265] has type 7", file => ((int[])file.Metadata["tokenizer.ggml.token_type"])[265] = 7);
        AssertRefused("score NaN", file => ((float[])file.Metadata["tokenizer.ggml.scores"])[265] = float.NaN);
        AssertRefused("one piece the ids", file => ((string[])file.Metadata["tokenizer.ggml.tokens"])[265] = "a");
        AssertRefused("user-defined token \"a b\"", file => ((string[])file.Metadata["tokenizer.ggml.tokens"])[268] = "a b");
        AssertRefused("<eos>", file => ((string[])file.Metadata["tokenizer.ggml.tokens"])[1] = "</s>");

        void AssertRefused(string part, Action<GgufFile> change)
        {
            var message = Assert.Throws<InvalidDataException>(Tiny(change).ReadTokenizer).Message;
            Assert.Contains(part, message, StringComparison.Ordinal);
            Assert.Contains("model.gguf", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void TokenizerHash_IsThatOfWhatTheTokenizerIsMadeFrom()
    {
        var expected = Tiny(_ => { }).TokenizerHash;
        Assert.Equal(expected, Tiny(file => file.Metadata["general.name"] = "Another").TokenizerHash);
        Assert.Equal(expected, Tiny(file => file.Tensors["dense_3.weight"].Bytes[0]++).TokenizerHash);
        Assert.NotEqual(expected, Tiny(file => ((string[])file.Metadata["tokenizer.ggml.tokens"])[268] = "<i>").TokenizerHash);
        Assert.NotEqual(expected, Tiny(file => ((float[])file.Metadata["tokenizer.ggml.scores"])[264] = 1).TokenizerHash);
    }

    public void Dispose()
    {
        _model.Dispose();
        _target.Dispose();
    }

    private ModelDirectory Export(ModelDirectory directory, Action<GgufFile> change)
    {
        var path = _target.PathOf("model.gguf");
        GgufExport.Write(directory, path, GgufType.F16, overwrites: true, progress: null, TestContext.Current.CancellationToken);
        var file = GgufFile.Read(path);
        change(file);
        return GgufModel.Open(file.Write(path));
    }

    private ModelDirectory Tiny(Action<GgufFile> change)
    {
        var file = GgufFile.Tiny();
        change(file);
        return GgufModel.Open(file.Write(_target.PathOf("model.gguf")));
    }
}
