using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Tokenization;

namespace SK.EmbeddingGemma.Weights.Gguf;

/// <summary>
/// Says the tokenizer in the way of llama.cpp's SentencePiece: pieces with scores, of which the best merge goes first, so that a
/// piece's score is the negative rank of its merges.
/// </summary>
internal static class GgufVocabulary
{
    // What no merge makes goes last, should another implementation find a merge for it; a float holds it exactly.
    private const int LastScore = -(1 << 22);

    /// <summary>Adds the keys of the tokenizer.</summary>
    /// <exception cref="InvalidDataException">The tokenizer is not the model's.</exception>
    /// <exception cref="NotSupportedException">SentencePiece would find other tokens.</exception>
    public static void Describe(GgufHeader header, ModelDirectory directory, EmbeddingGemmaTokenizer tokenizer)
    {
        var size = directory.Config.VocabularySize;
        if (tokenizer.PieceCount > size)
            throw new InvalidDataException($"'{directory.TokenizerFile}' has {tokenizer.PieceCount} pieces, but 'vocab_size' of the model's config.json is {size}: the tokenizer is another model's. Copy the model again, all files from one place.");
        if (tokenizer.FindUnmerged() is { } piece)
            throw new NotSupportedException($"The tokenizer {directory.TokenizerFile} has the piece {JsonSection.Show(piece)}, which is spelled by two others that it does not merge; llama.cpp would, and find other tokens: export the model to another format.");

        var vocabulary = tokenizer.ListVocabulary();
        var (texts, scores, types) = (new string[size], new float[size], new int[size]);
        for (var id = 0; id < size; id++)
        {
            var isKnown = id < vocabulary.Count;
            texts[id] = isKnown ? vocabulary[id].Text : $"[PAD{id}]"; // rows of the table without a token
            scores[id] = isKnown && vocabulary[id].Rank is { } rank ? -rank : LastScore;
            types[id] = (int)(isKnown ? TypeOf(vocabulary[id].Kind) : SentencePieceKind.Unused);
        }

        header.Add("tokenizer.ggml.model", "llama");
        header.Add("tokenizer.ggml.pre", "default");
        header.Add("tokenizer.ggml.tokens", texts);
        header.Add("tokenizer.ggml.scores", scores.AsSpan());
        header.Add("tokenizer.ggml.token_type", types.AsSpan());
        header.Add("tokenizer.ggml.bos_token_id", (uint)tokenizer.BosTokenId);
        header.Add("tokenizer.ggml.eos_token_id", (uint)tokenizer.EosTokenId);
        header.Add("tokenizer.ggml.padding_token_id", (uint)tokenizer.PadTokenId);
        if (Array.IndexOf(types, (int)SentencePieceKind.Unknown) is >= 0 and var unknown)
            header.Add("tokenizer.ggml.unknown_token_id", (uint)unknown);
        header.Add("tokenizer.ggml.add_bos_token", value: true);
        header.Add("tokenizer.ggml.add_eos_token", value: true);
        header.Add("tokenizer.ggml.add_space_prefix", value: false);
    }

    private static SentencePieceKind TypeOf(VocabularyTokenKind kind) => kind switch
    {
        VocabularyTokenKind.Unknown => SentencePieceKind.Unknown,
        VocabularyTokenKind.Special => SentencePieceKind.Control,
        VocabularyTokenKind.Added => SentencePieceKind.UserDefined,
        VocabularyTokenKind.Byte => SentencePieceKind.Byte,
        _ => SentencePieceKind.Normal,
    };
}
