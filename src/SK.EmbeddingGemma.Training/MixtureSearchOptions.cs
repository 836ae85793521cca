namespace SK.EmbeddingGemma;

/// <summary>Settings of a <see cref="MixtureSearch"/>, read when it begins.</summary>
/// <remarks>Not thread-safe while it is being changed.</remarks>
public sealed class MixtureSearchOptions
{
    /// <summary>
    /// Gets or sets the settings of each run: its data sets are what is mixed, at least two, and their own weights have no effect; its <see cref="TrainingOptions.EvaluationFolder"/> gives the scores. Its
    /// folders of output, checkpoints and log are replaced by ones in <see cref="WorkFolder"/>.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public TrainingOptions Training { get; set => field = value ?? throw new ArgumentNullException(nameof(value)); } = new();

    /// <summary>Gets or sets the folder for the models of all mixtures and their soup.</summary>
    public string WorkFolder { get; set; } = "";

    /// <summary>Gets or sets how many mixtures are tried, at least 1. Default: 3.</summary>
    public int Trials { get; set => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "There must be at least 1 trial."); } = 3;

    /// <summary>Gets or sets the concentration of the Dirichlet distribution that shares are drawn from, greater than 0: less gives more uneven mixtures. Default: 1, all mixtures alike.</summary>
    public double Concentration { get; set => field = value > 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The concentration must be greater than 0."); } = 1;

    /// <summary>Gets or sets the seed of the mixtures. Default: 1.</summary>
    public ulong Seed { get; set; } = 1;
}
