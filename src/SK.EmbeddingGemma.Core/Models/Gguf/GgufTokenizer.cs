using SK.EmbeddingGemma.Tokenization;

namespace SK.EmbeddingGemma.Models.Gguf;

/// <summary>Reads the tokenizer in a GGUF file: pieces with scores, as SentencePiece has them.</summary>
internal static class GgufTokenizer
{
    /// <summary>What the tokenizer's keys begin with.</summary>
    public const string Prefix = "tokenizer.ggml.";

    private const string TokensKey = Prefix + "tokens";
    private const int MaxPieceBytes = 3 * PieceTable.MaxPieceLength;

    /// <summary>Checks that the tokenizer is one that is read here; its pieces are not looked at yet.</summary>
    /// <exception cref="InvalidDataException">It is not; the message names file and key.</exception>
    public static void Check(GgufMetadata metadata)
    {
        if (metadata.Contains(Prefix + "merges"))
            throw metadata.Fault(Prefix + "merges", "is there, but only vocabularies of pieces with scores are supported, which EmbeddingGemma 300M's files have.");
        metadata.RequireText(Prefix + "model", "llama");
        if (!metadata.Contains(Prefix + "add_space_prefix"))
            throw metadata.Fault(Prefix + "add_space_prefix", "is missing, which means true, but must be false.");
        metadata.RequireFlag(Prefix + "add_space_prefix", required: false, "no EmbeddingGemma has a space in front of its texts.");
        metadata.RequireFlag(Prefix + "remove_extra_whitespaces", required: false, "EmbeddingGemma keeps all spaces.");
        metadata.RequireFlag(Prefix + "add_bos_token", required: true, "every text of an EmbeddingGemma begins with <bos>.");
        metadata.RequireFlag(Prefix + "add_eos_token", required: true, "every text of an EmbeddingGemma ends with <eos>.");
        metadata.RequireFlag(Prefix + "add_sep_token", required: false, "no EmbeddingGemma adds a separator.");
        var count = metadata.RequireList(TokensKey, GgufValueType.String).Count;
        RequireLength(metadata, "scores", GgufValueType.Float32, count);
        RequireLength(metadata, "token_type", GgufValueType.Int32, count);

        // The kinds of tokens say the rest, and the others are for chats.
        metadata.Ignore(
            Prefix + "pre", Prefix + "unknown_token_id", Prefix + "seperator_token_id", Prefix + "separator_token_id", Prefix + "cls_token_id", Prefix + "mask_token_id",
            Prefix + "eot_token_id", Prefix + "eom_token_id", Prefix + "bos_token_id", Prefix + "eos_token_id", Prefix + "padding_token_id");
        metadata.RefuseUnread(Prefix);
    }

    /// <summary>Reads the tokenizer of the file at <paramref name="path"/>.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or another model's; the message names file and key.</exception>
    public static EmbeddingGemmaTokenizer Read(string path) => GgufModel.With(path, container =>
    {
        var metadata = new GgufMetadata(container);
        Check(metadata);
        var config = GgufConfigReader.Read(metadata);
        var tokenizer = EmbeddingGemmaTokenizer.Create(ReadPieces(metadata));
        Require("bos_token_id", config.BosTokenId, tokenizer.BosTokenId, "<bos>");
        Require("eos_token_id", config.EosTokenId, tokenizer.EosTokenId, "<eos>");
        Require("padding_token_id", config.PadTokenId, tokenizer.PadTokenId, "<pad>");
        return tokenizer;

        void Require(string key, int stated, int actual, string token)
        {
            if (stated != actual)
                throw metadata.Fault(Prefix + key, $"is {stated}, but {token} has the id {actual}.");
        }
    });

    private static SentencePieceVocabulary ReadPieces(GgufMetadata metadata)
    {
        var (container, list) = (metadata.Container, metadata.RequireList(TokensKey, GgufValueType.String));
        var texts = container.CursorAt(list);
        var scores = container.CursorAt(metadata.RequireList(Prefix + "scores", GgufValueType.Float32));
        var types = container.CursorAt(metadata.RequireList(Prefix + "token_type", GgufValueType.Int32));
        var vocabulary = new SentencePieceVocabulary(container.Path, TokensKey);
        for (var id = 0; id < list.Count; id++)
        {
            var text = texts.Text("a token", MaxPieceBytes);
            var kind = (SentencePieceKind)types.Number<int>();
            vocabulary.Add(kind == SentencePieceKind.UserDefined ? WithVisibleSpaces(metadata, text) : text, scores.Number<float>(), kind);
        }

        return vocabulary;
    }

    // llama.cpp's conversion writes these tokens, and no others, with spaces where the model's tokenizer has visible ones.
    private static string WithVisibleSpaces(GgufMetadata metadata, string text)
    {
        if (!text.Contains(' ', StringComparison.Ordinal))
            return text;
        return text.AsSpan().ContainsAnyExcept(' ')
            ? throw metadata.Fault(TokensKey, $"has the user-defined token {JsonSection.Show(text)}: whether the model's tokenizer has a space in it, or a visible one, cannot be told.")
            : text.Replace(' ', Space.Visible);
    }

    private static void RequireLength(GgufMetadata metadata, string name, GgufValueType type, int count)
    {
        if (metadata.RequireList(Prefix + name, type).Count is var actual && actual != count)
            throw metadata.Fault(Prefix + name, $"has {actual} elements, but there are {count} tokens.");
    }
}
