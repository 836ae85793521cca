using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Prompts;

namespace SK.EmbeddingGemma.Generation;

/// <summary>What a model's directory says beside its weights: cheap to open, and enough to count tokens. Thread-safe.</summary>
internal sealed class ModelFiles
{
    private readonly Lock _gate = new();
    private readonly TokenizerCache _tokenizers;
    private readonly bool _matchesSpecialTokens;

    private ModelFiles(EmbeddingGemmaOptions options, ModelDirectory directory, TokenizerCache tokenizers)
    {
        Directory = directory;
        Prompts = new ModelPrompts(directory.Prompts, directory.DefaultPromptName);
        MaxTokens = options.MaxTokens ?? directory.MaxTokens;
        _tokenizers = tokenizers;
        _matchesSpecialTokens = options.MatchSpecialTokens;
    }

    /// <summary>Gets the directory.</summary>
    public ModelDirectory Directory { get; }

    /// <summary>Gets the prompts.</summary>
    public ModelPrompts Prompts { get; }

    /// <summary>Gets the most tokens of a text that are embedded.</summary>
    public int MaxTokens { get; }

    /// <summary>Gets the tokenizer, with the special tokens matched or not as the options ask; read when it is first asked for, because that takes a while.</summary>
    /// <exception cref="IOException">Its file cannot be read.</exception>
    /// <exception cref="InvalidDataException">Its file is damaged, or another model's.</exception>
    public EmbeddingGemmaTokenizer Tokenizer
    {
        get
        {
            lock (_gate)
                return field ??= OpenTokenizer().WithSpecialTokenMatching(_matchesSpecialTokens);
        }
    }

    /// <summary>Opens the options' model, and checks the options against it.</summary>
    /// <param name="options">The options.</param>
    /// <param name="tokenizers">Where compiled tokenizers are kept.</param>
    public static ModelFiles Open(EmbeddingGemmaOptions options, TokenizerCache tokenizers)
    {
        var directory = options.OpenModel();
        EmbeddingGemmaOptionsValidator.ThrowIfUnfit(options, directory);
        return new(options, directory, tokenizers);
    }

    /// <summary>Opens the tokenizer so that every id it gives has an embedding.</summary>
    private EmbeddingGemmaTokenizer OpenTokenizer()
    {
        var tokenizer = _tokenizers.Open(Directory);
        var size = Directory.Config.VocabularySize;
        return tokenizer.PieceCount <= size
            ? tokenizer.LimitedTo(size)
            : throw new InvalidDataException($"'{Directory.TokenizerFile}' has {tokenizer.PieceCount} pieces, but 'vocab_size' of the model's config.json is {size}: the tokenizer is another model's. Copy the model again, all files from one place.");
    }
}
