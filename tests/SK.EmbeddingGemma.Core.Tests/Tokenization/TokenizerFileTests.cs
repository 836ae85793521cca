using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Google.Protobuf;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>Files that are missing, damaged, or ask for something else.</summary>
public sealed class TokenizerFileTests
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void FromFile_Missing_ThrowsWithPathAndRemedy()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "nowhere", "tokenizer.json");
        var thrown = Assert.Throws<FileNotFoundException>(() => EmbeddingGemmaTokenizer.FromFile(path));
        Assert.Equal(path, thrown.FileName);
        Assert.Contains("tokenizer.model", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromFile_NoPath_Throws()
    {
        Assert.Throws<ArgumentNullException>("path", () => EmbeddingGemmaTokenizer.FromFile(null!));
        Assert.Throws<ArgumentException>("path", () => EmbeddingGemmaTokenizer.FromFile(""));
    }

    [Fact]
    public void FromFile_Folder_Throws() => Assert.Throws<InvalidDataException>(() => EmbeddingGemmaTokenizer.FromFile(AppContext.BaseDirectory));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("hello")]
    [InlineData("{\"model\": 5}")]
    [InlineData("{\"model\": []}")]
    [InlineData("{\"model\": {}, \"model\": {}}")]
    [InlineData("{\"added_tokens\": {}}")]
    [InlineData("{\"added_tokens\": [5]}")]
    [InlineData("{\"version\": \"\\ud800\"}")]
    [InlineData("{\"\\ud800\": 1}")]
    [InlineData("{\"model\": {\"vocab\": {\"\\udfff\": 1}}}")]
    [InlineData("{\"model\": {\"vocab\": {\"\": 0}}}")]
    public void FromFile_NotATokenizer_Throws(string content) => AssertRefused(Encoding.UTF8.GetBytes(content));

    [Fact]
    public void FromFile_DeepNesting_Throws()
    {
        AssertRefused(Encoding.UTF8.GetBytes("{\"truncation\": " + new string('[', 1_000_000)));
        AssertRefused(Encoding.UTF8.GetBytes("{\"normalizer\": " + string.Concat(Enumerable.Repeat("{\"a\":", 100_000))));
    }

    [Fact]
    public void FromFile_InvalidUtf8_Throws() => AssertRefused([.. "{\"model\": {\"vocab\": {\""u8, 0xFF, 0xC0, .. "\": 0}}}"u8]);

    [Theory]
    [InlineData("model.dropout", "0.1")]
    [InlineData("model.ignore_merges", "true")]
    [InlineData("model.continuing_subword_prefix", "\"##\"")]
    [InlineData("model.end_of_word_suffix", "\"</w>\"")]
    [InlineData("model.type", "\"WordPiece\"")]
    [InlineData("model.unk_token", "\"<none>\"")]
    [InlineData("model.fuse_unk", "1")]
    [InlineData("model.something_new", "1")]
    [InlineData("model.vocab", "[]")]
    [InlineData("model.merges", "{}")]
    [InlineData("model.merges", "[[\"a\"]]")]
    [InlineData("model.merges", "[[\"a\", \"b\", \"c\"]]")]
    [InlineData("model.merges", "[\"ab\"]")]
    [InlineData("model.merges", "[\"a b c\"]")]
    [InlineData("model.merges", "[[\"a\", \"nowhere\"]]")]
    [InlineData("model.merges", "[[\"c\", \"a\"]]")]
    [InlineData("normalizer", "null")]
    [InlineData("normalizer", "{\"type\": \"NFC\"}")]
    [InlineData("pre_tokenizer", "{\"type\": \"Whitespace\"}")]
    [InlineData("decoder", "null")]
    [InlineData("post_processor", "null")]
    [InlineData("post_processor.single", "[{\"Sequence\": {\"id\": \"A\", \"type_id\": 0}}]")]
    [InlineData("post_processor.special_tokens", "{\"<bos>\": {\"ids\": [0]}, \"<eos>\": {\"ids\": [1]}}")]
    [InlineData("version", "\"2.0\"")]
    [InlineData("something_new", "1")]
    public void FromFile_AsksForSomethingElse_NamesFileAndKey(string key, string value)
    {
        var tokenizer = TinyTokenizerJson.Create();
        var keys = key.Split('.');
        var parent = keys.Length == 1 ? tokenizer : tokenizer[keys[0]]!.AsObject();
        parent[keys[^1]] = JsonNode.Parse(value);
        Assert.Contains(keys[0] == "model" ? key : keys[0], AssertRefused(tokenizer).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("5")]
    [InlineData("99999")]
    [InlineData("2147483647")]
    [InlineData("2147483648")]
    [InlineData("1e300")]
    [InlineData("1.5")]
    [InlineData("\"7\"")]
    [InlineData("null")]
    public void FromFile_BadId_Throws(string id)
    {
        var tokenizer = TinyTokenizerJson.Create();
        tokenizer["model"]!["vocab"]!["bcd"] = JsonNode.Parse(id);
        Assert.Contains("model.vocab", AssertRefused(tokenizer).Message, StringComparison.Ordinal);

        tokenizer = TinyTokenizerJson.Create();
        tokenizer["added_tokens"]![6]!["id"] = JsonNode.Parse(id);
        Assert.Contains("added_tokens", AssertRefused(tokenizer).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("single_word", "true")]
    [InlineData("lstrip", "true")]
    [InlineData("rstrip", "true")]
    [InlineData("content", "\"\"")]
    [InlineData("content", "\"<pad>\"")]
    [InlineData("special", "0")]
    public void FromFile_BadAddedToken_Throws(string key, string value)
    {
        var tokenizer = TinyTokenizerJson.Create();
        tokenizer["added_tokens"]![4]![key] = JsonNode.Parse(value);
        Assert.Contains("added_tokens", AssertRefused(tokenizer).Message, StringComparison.Ordinal);

        tokenizer["added_tokens"]![4]!.AsObject().Remove(key);
        AssertRefused(tokenizer);
    }

    [Theory]
    [InlineData("<bos>")]
    [InlineData("<eos>")]
    public void FromFile_WithoutSpecials_Throws(string token)
    {
        var text = TinyTokenizerJson.Create().ToJsonString(Readable);
        text = text.Replace($"\"{token}\":", "\"<other>\":", StringComparison.Ordinal).Replace($"\"content\":\"{token}\"", "\"content\":\"<other>\"", StringComparison.Ordinal);
        AssertRefused(Encoding.UTF8.GetBytes(text));
    }

    [Theory]
    [InlineData("normalizer")]
    [InlineData("decoder")]
    [InlineData("post_processor")]
    [InlineData("model")]
    [InlineData("model.vocab")]
    [InlineData("model.merges")]
    public void FromFile_KeyIsMissing_NamesIt(string key)
    {
        var tokenizer = TinyTokenizerJson.Create();
        var keys = key.Split('.');
        (keys.Length == 1 ? tokenizer : tokenizer[keys[0]]!.AsObject()).Remove(keys[^1]);
        Assert.Contains($"{key} is missing", AssertRefused(tokenizer).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"version\":", "\"version\":\"1.0\",\"version\":", "version stands there twice")]
    [InlineData("\"type\":\"BPE\"", "\"type\":\"BPE\",\"type\":\"BPE\"", "model.type stands there twice")]
    [InlineData("\"vocab\":", "\"vocab\":{\"a\":0},\"vocab\":", "model.vocab stands there twice")]
    public void FromFile_KeyStandsThereTwice_IsRefused(string text, string twice, string message) => Assert.Contains(
        message, AssertRefused(Encoding.UTF8.GetBytes(TinyTokenizerJson.Create().ToJsonString().Replace(text, twice, StringComparison.Ordinal))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("dropout", "0")]
    [InlineData("dropout", "0.0")]
    [InlineData("continuing_subword_prefix", "\"\"")]
    [InlineData("end_of_word_suffix", "\"\"")]
    [InlineData("unk_token", "null")] // each character has its bytes
    public void FromFile_ValueThatChangesNothing_IsTaken(string key, string value)
    {
        var tokenizer = TinyTokenizerJson.Create();
        tokenizer["model"]![key] = JsonNode.Parse(value);
        TinyTokenizerJson.With(tokenizer, static file => Assert.Equal(["abc", "<0xE2>", "<0x82>", "<0xAC>"], EmbeddingGemmaTokenizer.FromFile(file).EncodeToTokens("abc€", out _).Select(token => token.Value)));
    }

    [Fact]
    public void FromFile_ByteOrderMark_IsPassedOver() => TinyTokenizerJson.With(
        [0xEF, 0xBB, 0xBF, .. JsonSerializer.SerializeToUtf8Bytes(TinyTokenizerJson.Create())],
        static file => Assert.Equal(["abc"], EmbeddingGemmaTokenizer.FromFile(file).EncodeToTokens("abc", out _).Select(token => token.Value)));

    [Theory]
    [InlineData(1000, true)]
    [InlineData(PieceTable.MaxPieceLength + 1, false)]
    [InlineData((6 * PieceTable.MaxPieceLength) + 1, false)]
    public void FromFile_LongPiece_IsTakenUpToItsLimit(int length, bool isTaken)
    {
        var text = TinyTokenizerJson.Create().ToJsonString().Replace("\"zz\":", $"\"{new string('z', length)}\":", StringComparison.Ordinal);
        if (isTaken)
            TinyTokenizerJson.With(Encoding.UTF8.GetBytes(text), file => Assert.Equal(length, EmbeddingGemmaTokenizer.FromFile(file).ListVocabulary().Max(static token => token.Text.Length)));
        else
            Assert.Contains($"{PieceTable.MaxPieceLength}", AssertRefused(Encoding.UTF8.GetBytes(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromFile_NoPad_PadsWithEos()
    {
        TinyTokenizerJson.With(TinyTokenizerJson.Create(), static file => Assert.Equal(5, EmbeddingGemmaTokenizer.FromFile(file).PadTokenId));
        var text = TinyTokenizerJson.Create().ToJsonString(Readable).Replace("<pad>", "<fill>", StringComparison.Ordinal);
        TinyTokenizerJson.With(Encoding.UTF8.GetBytes(text), static file =>
        {
            var tokenizer = EmbeddingGemmaTokenizer.FromFile(file);
            Assert.Equal((2, 1, 1), (tokenizer.BosTokenId, tokenizer.EosTokenId, tokenizer.PadTokenId));
        });
    }

    [Fact]
    public void FromFile_PadAmongAddedTokensAlone_IsFoundThere()
    {
        var tokenizer = TinyTokenizerJson.Create();
        var added = tokenizer["added_tokens"]!.AsArray();
        var last = added[^1]!.AsObject();
        last["content"] = "<pad>"; // in place of " c"
        added[0]!["content"] = "<fill>";
        var text = tokenizer.ToJsonString(Readable).Replace("\"<pad>\":", "\"<fill>\":", StringComparison.Ordinal);
        TinyTokenizerJson.With(Encoding.UTF8.GetBytes(text), file => Assert.Equal(last["id"]!.GetValue<int>(), EmbeddingGemmaTokenizer.FromFile(file).PadTokenId));
    }

    [Theory]
    [InlineData("a▁b", true, true)]
    [InlineData("a b", true, true)]
    [InlineData("a b", false, false)] // is looked for in other text
    [InlineData("<b>", true, false)]
    public void FromFile_AddedTokenOfTheTextOfAnother_IsRefusedWhereTheyWouldBeTheSame(string content, bool normalized, bool isRefused)
    {
        var tokenizer = TinyTokenizerJson.Create();
        var added = tokenizer["added_tokens"]!.AsArray();
        var isKnown = content == "<b>";
        added[^1]!["content"] = content;
        added[^1]!["normalized"] = normalized;
        if (isKnown)
            added[^1]!["id"] = added[4]!["id"]!.DeepClone();
        if (isRefused)
            Assert.Contains("lists one text for two tokens", AssertRefused(tokenizer).Message, StringComparison.Ordinal);
        else
            TinyTokenizerJson.With(tokenizer, static file => EmbeddingGemmaTokenizer.FromFile(file));
    }

    [Theory]
    [InlineData("<unk>", "a", "<unk>a")]
    [InlineData("<0x41>", "<0x42>", "<0x41><0x42>")]
    public void FromFile_MergeOfBytesOrUnknown_IsRefused(string left, string right, string piece)
    {
        var tokenizer = TinyTokenizerJson.Create();
        var vocabulary = tokenizer["model"]!["vocab"]!.AsObject();
        vocabulary[piece] = vocabulary.Count;
        foreach (var token in tokenizer["added_tokens"]!.AsArray().Where(token => token!["id"]!.GetValue<int>() >= vocabulary.Count - 1))
            token!["id"] = token["id"]!.GetValue<int>() + 1;
        tokenizer["model"]!["merges"]!.AsArray().Add(new JsonArray(left, right));
        Assert.Contains("a merge joins a byte piece or the unknown token", AssertRefused(tokenizer).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromFile_DuplicatePiece_Throws()
    {
        var text = TinyTokenizerJson.Create().ToJsonString();
        AssertRefused(Encoding.UTF8.GetBytes(text.Replace("\"bcd\":", "\"bc\":", StringComparison.Ordinal)));
    }

    [Fact]
    public void FromFile_MergesBeforeVocabulary_ReadsThemAll()
    {
        var tokenizer = TinyTokenizerJson.Create();
        var model = tokenizer["model"]!.AsObject();
        var merges = model["merges"]!.DeepClone();
        model.Remove("merges");
        model.Insert(0, "merges", merges);
        model = model.DeepClone().AsObject();
        tokenizer.Remove("model");
        tokenizer.Insert(0, "model", model);
        TinyTokenizerJson.With(tokenizer, file => Assert.Equal(
            ["abc", "▁a"], EmbeddingGemmaTokenizer.FromFile(file).EncodeToTokens("abc a", out _).Select(token => token.Value)));
    }

    [Fact]
    public void FromFile_NoPreTokenizer_IsTheSame()
    {
        var tokenizer = TinyTokenizerJson.Create();
        tokenizer["pre_tokenizer"] = null;
        TinyTokenizerJson.With(tokenizer, file => Assert.Equal(
            ["abc", "▁a"], EmbeddingGemmaTokenizer.FromFile(file).EncodeToTokens("abc a", out _).Select(token => token.Value)));
    }

    [Fact]
    public void FromFile_MutatedJson_LoadsOrIsRefused() =>
        Mutate(JsonSerializer.SerializeToUtf8Bytes(TinyTokenizerJson.Create()), iterations: 1500);

    [Fact]
    public void FromFile_MutatedSentencePiece_LoadsOrIsRefused() => Mutate(CreateSentencePiece(), iterations: 1500);

    [Fact]
    public void FromFile_RandomBytes_AreRefused() => Gen.Byte.Array[0, 300].SampleSeeded(
        content => { AssertRefused(content); }, iter: 500);

    [Fact]
    public void FromFile_SentencePiece_FindsMergesAndAddedTokens() => TinyTokenizerJson.With(CreateSentencePiece(), file =>
    {
        var tokenizer = EmbeddingGemmaTokenizer.FromFile(file);
        Assert.Equal(["▁ab", "<b>", "abc", "<0x7A>"], tokenizer.EncodeToTokens(" ab<b>abcz", out _).Select(token => token.Value));
        Assert.Equal((2, 1, 0), (tokenizer.BosTokenId, tokenizer.EosTokenId, tokenizer.PadTokenId));
    });

    [Theory]
    [InlineData(1, true, false)]
    [InlineData(2, false, false)]
    [InlineData(2, true, true)]
    public void FromFile_SentencePieceOfOtherKind_Throws(int modelType, bool fallsBack, bool addsPrefix) =>
        AssertRefused(CreateSentencePiece(modelType, fallsBack, addsPrefix));

    private static void Mutate(byte[] content, int iterations) =>
        Gen.Select(Gen.Int[0, content.Length - 1], Gen.Byte, Gen.Int[0, 3], Gen.Int[1, 40]).Array[1, 3].SampleSeeded(
            mutations =>
            {
                var mutated = content.ToList();
                foreach (var (at, value, kind, length) in mutations)
                {
                    var place = Math.Min(at, mutated.Count - 1);
                    switch (kind)
                    {
                        case 0:
                            mutated[place] = value;
                            break;
                        case 1:
                            mutated.RemoveRange(place, Math.Min(length, mutated.Count - 1 - place));
                            break;
                        case 2:
                            mutated.InsertRange(place, mutated.GetRange(place / 2, Math.Min(length, mutated.Count - (place / 2))));
                            break;
                        default:
                            mutated[place] ^= (byte)(1 << (value & 7));
                            break;
                    }
                }

                TinyTokenizerJson.With([.. mutated], file =>
                {
                    try
                    {
                        EmbeddingGemmaTokenizer.FromFile(file).EncodeForModel("abc ab zz é👍 <b> <bos>c aaaaaaa");
                    }
                    catch (InvalidDataException e)
                    {
                        Assert.Contains(file, e.Message, StringComparison.Ordinal);
                    }
                });
            },
            iter: iterations);

    private static byte[] CreateSentencePiece(int modelType = 2, bool fallsBack = true, bool addsPrefix = false)
    {
        var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            string[] pieces = ["<pad>", "<eos>", "<bos>", "<unk>", "<b>", .. Enumerable.Range(0, 256).Select(value => $"<0x{value:X2}>"), "ab", "abc", "▁ab", "▁", "a", "b", "c"];
            for (var id = 0; id < pieces.Length; id++)
            {
                Write(output, 1, piece =>
                {
                    piece.WriteTag(10);
                    piece.WriteString(pieces[id]);
                    piece.WriteTag(21);
                    piece.WriteFloat(-id);
                    piece.WriteTag(24);
                    piece.WriteEnum(id < 3 ? 3 : id == 3 ? 2 : id == 4 ? 4 : id < 261 ? 6 : 1);
                });
            }

            Write(output, 2, trainer =>
            {
                trainer.WriteTag(24);
                trainer.WriteEnum(modelType);
                trainer.WriteTag(280);
                trainer.WriteBool(fallsBack);
            });
            Write(output, 3, normalizer =>
            {
                normalizer.WriteTag(24);
                normalizer.WriteBool(addsPrefix);
                normalizer.WriteTag(32);
                normalizer.WriteBool(false);
            });
        }

        return stream.ToArray();
    }

    private static void Write(CodedOutputStream output, int field, Action<CodedOutputStream> write)
    {
        var message = new MemoryStream();
        using (var inner = new CodedOutputStream(message, leaveOpen: true))
        {
            write(inner);
        }

        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(message.ToArray()));
    }

    private static InvalidDataException AssertRefused(JsonNode tokenizer) => AssertRefused(JsonSerializer.SerializeToUtf8Bytes(tokenizer));

    private static InvalidDataException AssertRefused(ReadOnlySpan<byte> content)
    {
        InvalidDataException? thrown = null;
        TinyTokenizerJson.With(content, file =>
        {
            thrown = Assert.Throws<InvalidDataException>(() => EmbeddingGemmaTokenizer.FromFile(file));
            Assert.Contains(file, thrown.Message, StringComparison.Ordinal);
        });
        return thrown!;
    }
}
