namespace SK.EmbeddingGemma;

/// <summary>Settings of the making of a model from the beginning, copied when it begins.</summary>
/// <remarks>Not thread-safe while it is being changed.</remarks>
public sealed class PretrainingOptions
{
    /// <summary>Gets or sets the sizes of the model.</summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public StudentArchitecture Architecture { get; set => field = value ?? throw new ArgumentNullException(nameof(value)); } = new();

    /// <summary>Gets or sets the model whose tokenizer and prompts it has. Default: <see cref="EmbeddingGemmaModel.Nano"/>.</summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public EmbeddingGemmaModel Tokenizer { get; set => field = value ?? throw new ArgumentNullException(nameof(value)); } = EmbeddingGemmaModel.Nano;

    /// <summary>Gets or sets what it learns before it is trained to embed. Default: <see cref="TrainingStart.EncoderDecoder"/>.</summary>
    public TrainingStart Start { get; set; } = TrainingStart.EncoderDecoder;

    /// <summary>Gets or sets the files of texts that it learns from, one text a line, in UTF-8; none are needed for a random start.</summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public IReadOnlyList<string> TextFiles { get; set => field = value ?? throw new ArgumentNullException(nameof(value)); } = [];

    /// <summary>Gets or sets the folder that the model is written to, which appears when it is whole.</summary>
    public string Output { get; set; } = "";

    /// <summary>Gets or sets the steps, at least 2; an encoder-decoder takes the first half of them as a language model. Default: 200.</summary>
    public int Steps { get; set => field = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "There must be at least 2 steps."); } = 200;

    /// <summary>Gets or sets the texts of a step, at least 1. Default: 32.</summary>
    public int BatchSize { get; set => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "There must be at least 1 text."); } = 32;

    /// <summary>Gets or sets the most tokens of a text, at least 8; longer ones are cut. Default: 128.</summary>
    public int MaxTokens { get; set => field = value >= 8 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "There must be at least 8 tokens."); } = 128;

    /// <summary>Gets or sets the highest learning rate, greater than 0. Default: 0.002, for a model of two layers.</summary>
    public double LearningRate { get; set => field = value > 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The learning rate must be greater than 0."); } = 2e-3;

    /// <summary>Gets or sets the seed of everything random. Default: 1.</summary>
    public ulong Seed { get; set; } = 1;

    /// <summary>Gets or sets what computes; see <see cref="TrainingOptions.Device"/>.</summary>
    public string? Device { get; set; }

    /// <summary>Returns a copy.</summary>
    internal PretrainingOptions Clone() => (PretrainingOptions)MemberwiseClone();
}
