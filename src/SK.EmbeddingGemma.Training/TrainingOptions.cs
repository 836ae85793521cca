namespace SK.EmbeddingGemma;

/// <summary>Settings of a training run, copied when it begins. The defaults are for fine-tuning on some thousand pairs.</summary>
/// <remarks>Not thread-safe while it is being changed.</remarks>
public sealed class TrainingOptions
{
    /// <summary>Gets or sets the model that training starts from: Nano, EmbeddingGemma 300M, or a directory of their architecture. Default: <see cref="EmbeddingGemmaModel.Nano"/>.</summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public EmbeddingGemmaModel Model { get; set => field = value ?? throw new ArgumentNullException(nameof(value)); } = EmbeddingGemmaModel.Nano;

    /// <summary>Gets or sets the data sets, one at least. Each batch is of one of them.</summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public IReadOnlyList<TrainingDataSet> Data { get; set => field = value ?? throw new ArgumentNullException(nameof(value)); } = [];

    /// <summary>Gets or sets the folder that the trained model is written to, which appears when it is whole.</summary>
    public string Output { get; set; } = "";

    /// <summary>Gets or sets whether a model that is in <see cref="Output"/> is replaced. Default: <see langword="false"/>.</summary>
    public bool Overwrites { get; set; }

    /// <summary>Gets or sets the steps, at least 1. Default: <see langword="null"/>, as many as <see cref="Epochs"/> takes.</summary>
    public int? Steps { get; set => field = AtLeast(value, 1); }

    /// <summary>Gets or sets how often each example is seen where <see cref="Steps"/> is unset, at least 1. Default: 1.</summary>
    public int Epochs { get; set => field = AtLeast(value, 1)!.Value; } = 1;

    /// <summary>Gets or sets the examples of a batch, at least 1; the positives of the others are an example's negatives. Default: 64.</summary>
    public int BatchSize { get; set => field = AtLeast(value, 1)!.Value; } = 64;

    /// <summary>Gets or sets the batches whose gradients make one step, at least 1. Default: 1.</summary>
    public int Accumulation { get; set => field = AtLeast(value, 1)!.Value; } = 1;

    /// <summary>Gets or sets the highest learning rate, greater than 0. It rises to it and then falls along a cosine to a tenth. Default: 0.0003, for a model of Nano's size; 0.00002 suits EmbeddingGemma 300M.</summary>
    public double LearningRate { get; set => field = Positive(value); } = 3e-4;

    /// <summary>Gets or sets the share of the steps in which the learning rate rises, from 0 to 1. Default: 0.1.</summary>
    public double WarmupShare { get; set => field = Within(value, 1); } = 0.1;

    /// <summary>Gets or sets the weight decay of matrices, from 0. Default: 0.01.</summary>
    public double WeightDecay { get; set => field = Within(value, double.MaxValue); } = 0.01;

    /// <summary>Gets or sets the length that longer gradients are shortened to, greater than 0. Default: 1.</summary>
    public double GradientLimit { get; set => field = Positive(value); } = 1;

    /// <summary>Gets or sets what cosines are divided by in the contrastive loss, greater than 0. Default: 0.05.</summary>
    public double Temperature { get; set => field = Positive(value); } = 0.05;

    /// <summary>Gets or sets alpha in the weight exp(alpha * cosine) of hard negatives, from 0. Default: 5 (arXiv 2509.20354).</summary>
    public double Hardness { get; set => field = Within(value, double.MaxValue); } = 5;

    /// <summary>Gets or sets the weight of the contrastive loss, from 0. Default: 1.</summary>
    public double ContrastiveWeight { get; set => field = Within(value, double.MaxValue); } = 1;

    /// <summary>Gets or sets the weight of the spread-out regulariser, from 0. Default: 0.1.</summary>
    public double SpreadOutWeight { get; set => field = Within(value, double.MaxValue); } = 0.1;

    /// <summary>Gets or sets the weight of the distance from the teacher's vectors, from 0; without a teacher it has no effect. Default: 1.</summary>
    public double DistillationWeight { get; set => field = Within(value, double.MaxValue); } = 1;

    /// <summary>Gets or sets the model whose vectors are to be matched; where they have other dimensions, a linear map to them is learnt along. Default: <see langword="null"/>, none.</summary>
    public EmbeddingGemmaModel? Teacher { get; set; }

    /// <summary>Gets or sets the lengths that vectors are trained to be cut to. Default: empty, the whole length, and of 512, 256, 128 and 64 those from an eighth of it.</summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public IReadOnlyList<int> Dimensions { get; set => field = value ?? throw new ArgumentNullException(nameof(value)); } = [];

    /// <summary>Gets or sets the most tokens of a text, at least 2; longer ones are cut. Default: 256.</summary>
    public int MaxTokens { get; set => field = AtLeast(value, 2)!.Value; } = 256;

    /// <summary>Gets or sets the share that a moving average of the weights keeps in a step, from 0 to less than 1; the average is what is written then. Default: <see langword="null"/>, none.</summary>
    public double? AverageDecay { get; set => field = value is null or (>= 0 and < 1) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The share must be from 0 to less than 1."); }

    /// <summary>Gets or sets the number format that the model is trained to be run in: weights, activations and embeddings are rounded as the engine rounds them. Default: <see langword="null"/>, none.</summary>
    public EmbeddingGemmaPrecision? Quantization { get; set; }

    /// <summary>Gets or sets the seed of everything random. Default: 1.</summary>
    public ulong Seed { get; set; } = 1;

    /// <summary>Gets or sets the folder that states of the run are kept in, from which the same run goes on, to the bit, after it was stopped or killed. Default: <see langword="null"/>, none.</summary>
    public string? CheckpointFolder { get; set; }

    /// <summary>Gets or sets after how many steps a state is kept, at least 1. Default: 25.</summary>
    public int CheckpointEvery { get; set => field = AtLeast(value, 1)!.Value; } = 25;

    /// <summary>Gets or sets the file that loss and speed of each step are written to, as CSV. Default: <see langword="null"/>, none.</summary>
    public string? LogFile { get; set; }

    /// <summary>Gets or sets the folder of data sets that the model is measured on meanwhile and in the end; see <see cref="EvaluationTask.FindAsync"/>. Default: <see langword="null"/>, none.</summary>
    public string? EvaluationFolder { get; set; }

    /// <summary>Gets or sets the names of the tasks to measure; empty for all. Default: empty.</summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public IReadOnlyList<string> EvaluationTasks { get; set => field = value ?? throw new ArgumentNullException(nameof(value)); } = [];

    /// <summary>Gets or sets after how many steps the model is measured, at least 1. Default: <see langword="null"/>, only in the end.</summary>
    public int? EvaluateEvery { get; set => field = AtLeast(value, 1); }

    /// <summary>Gets or sets what computes: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>. Default: <see langword="null"/>, CUDA where there is a device, else the processor.</summary>
    public string? Device { get; set; }

    /// <summary>Gets or sets whether linear layers compute in bfloat16; weights stay in single precision. Default: <see langword="null"/>, on CUDA.</summary>
    public bool? UseBFloat16 { get; set; }

    /// <summary>Returns a copy.</summary>
    internal TrainingOptions Clone() => (TrainingOptions)MemberwiseClone();

    private static int? AtLeast(int? value, int least) => value is null || value >= least ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"The value must be at least {least}.");

    private static double Positive(double value) => value > 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The value must be greater than 0 and finite.");

    private static double Within(double value, double most) => value >= 0 && value <= most ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"The value must be from 0 to {most}.");
}
