using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Prompts;

namespace SK.EmbeddingGemma.Generation;

/// <summary>What a model's directory says beside its weights: cheap to open, and enough to count tokens. Immutable.</summary>
/// <param name="Directory">The directory.</param>
/// <param name="Tokenizer">The tokenizer, with the special tokens matched or not as the options ask.</param>
/// <param name="Prompts">The prompts.</param>
/// <param name="MaxTokens">The most tokens of a text that are embedded.</param>
internal sealed record ModelFiles(ModelDirectory Directory, EmbeddingGemmaTokenizer Tokenizer, ModelPrompts Prompts, int MaxTokens)
{
    /// <summary>Opens the options' model, and checks the options against it.</summary>
    /// <param name="options">The options.</param>
    /// <param name="tokenizers">Where compiled tokenizers are kept.</param>
    public static ModelFiles Open(EmbeddingGemmaOptions options, TokenizerCache tokenizers)
    {
        var directory = options.Model.Open();
        EmbeddingGemmaOptionsValidator.ThrowIfUnfit(options, directory);
        return new(
            directory,
            OpenTokenizer(directory, tokenizers).WithSpecialTokenMatching(options.MatchSpecialTokens),
            new ModelPrompts(directory.Prompts, directory.DefaultPromptName),
            options.MaxTokens ?? directory.MaxTokens);
    }

    /// <summary>Opens the tokenizer so that every id it gives has an embedding.</summary>
    private static EmbeddingGemmaTokenizer OpenTokenizer(ModelDirectory directory, TokenizerCache tokenizers)
    {
        var tokenizer = tokenizers.Open(directory);
        var size = directory.Config.VocabularySize;
        return tokenizer.PieceCount <= size
            ? tokenizer.LimitedTo(size)
            : throw new InvalidDataException($"'{directory.TokenizerFile}' has {tokenizer.PieceCount} pieces, but 'vocab_size' of the model's config.json is {size}: the tokenizer is another model's. Copy the model again, all files from one place.");
    }
}
