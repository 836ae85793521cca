using SK.EmbeddingGemma.Graphs;
using SK.EmbeddingGemma.Inference.Providers;
using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma;

/// <summary>Settings of an <see cref="EmbeddingGemmaGenerator"/>, copied when it is built.</summary>
/// <remarks>Not thread-safe while it is being changed.</remarks>
public sealed class EmbeddingGemmaOptions
{
    /// <summary>The fewest tokens that leave room for text: the model's two specials and one more.</summary>
    internal const int FewestTokens = 3;

    /// <summary>The longest <see cref="UnloadAfter"/>: what a timer can wait.</summary>
    internal static readonly TimeSpan LongestIdleTime = TimeSpan.FromDays(24);

    /// <summary>Gets or sets the model. Default: <see cref="EmbeddingGemmaModel.Gemma300M"/>.</summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public EmbeddingGemmaModel Model { get; set => field = value ?? throw new ArgumentNullException(nameof(value)); } = EmbeddingGemmaModel.Gemma300M;

    /// <summary>
    /// Gets or sets the number format to compute in. Default: <see langword="null"/>, the model's own: <see cref="EmbeddingGemmaPrecision.Int8"/> for EmbeddingGemma 300M and models
    /// of its size, <see cref="EmbeddingGemmaPrecision.Float32"/> for Nano and other small ones. Not to be set for an ONNX export, which has its own;
    /// <see cref="EmbeddingGemmaPrecision.Int4"/> not for an EmbeddingGemma 2 either.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public EmbeddingGemmaPrecision? Precision { get; set => field = value is { } precision ? Defined(precision) : null; }

    /// <summary>
    /// Gets or sets what computes the model. Default: <see cref="EmbeddingGemmaExecutionProvider.Cpu"/>. Another one computes in <see cref="EmbeddingGemmaPrecision.Float32"/>, and is used only if a few
    /// fixed texts, embedded at load, have the processor's vectors (a cosine of at least 0.999). One that is lost later is opened again once, and then the processor takes over.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public EmbeddingGemmaExecutionProvider ExecutionProvider { get; set => field = Defined(value); }

    /// <summary>Gets or sets which device of the execution provider computes. Default: 0, the first, which the system takes for the best.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int ExecutionDevice { get; set => field = AtLeast(value, 0)!.Value; }

    /// <summary>
    /// Gets or sets whether a provider that gives other vectors than the processor, or fails, is an error. Default: <see langword="false"/>, the processor
    /// takes over, with a warning. That a provider is not installed is an error in any case, unless <see cref="EmbeddingGemmaExecutionProvider.Auto"/> is asked for.
    /// </summary>
    public bool RequireExecutionProvider { get; set; }

    /// <summary>Gets or sets the length of a vector, in floats, for calls that name none: 1 to the model's width. Default: <see langword="null"/>, the model's own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? Dimensions { get; set => field = AtLeast(value, 1); }

    /// <summary>Gets or sets the prompt for calls that name none. Default: <see langword="null"/>, the default prompt of the model's directory or else none.</summary>
    public EmbeddingGemmaPrompt? Prompt { get; set; }

    /// <summary>Gets or sets what happens to a text that is longer than <see cref="MaxTokens"/>. Default: <see cref="EmbeddingGemmaTruncation.Truncate"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public EmbeddingGemmaTruncation Truncation { get; set => field = Defined(value); }

    /// <summary>Gets or sets the most tokens of a text that are embedded, prompt and specials included: 3 to the model's own. Default: <see langword="null"/>, the model's own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 3, which leaves no room for text.</exception>
    public int? MaxTokens { get; set => field = AtLeast(value, FewestTokens); }

    /// <summary>Gets or sets whether special tokens written in a text, such as <c>&lt;eos&gt;</c>, are taken as such, as the reference does. Default: <see langword="true"/>.</summary>
    public bool MatchSpecialTokens { get; set; } = true;

    /// <summary>
    /// Gets or sets the number of threads a computation uses. Default: 0, one for each core that this process may use, as far as the system
    /// tells cores from hardware threads, and at most 16. Limits of a container are respected. A query beside bulk work adds a thread of its own.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int Threads { get; set => field = AtLeast(value, 0)!.Value; }

    /// <summary>
    /// Gets or sets whether the threads of a computation spin for a moment before they sleep. Default: <see langword="true"/>, which is faster;
    /// <see langword="false"/> leaves the processor to others between computations.
    /// </summary>
    public bool AllowSpinning { get; set; } = true;

    /// <summary>
    /// Gets or sets how long nothing must have been asked for until the model is unloaded, which gives its memory back; the next call loads it
    /// again. More than zero, at most 24 days. Default: <see langword="null"/>, never.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero, negative or more than 24 days.</exception>
    public TimeSpan? UnloadAfter
    {
        get;
        set => field = value is null || (value > TimeSpan.Zero && value <= LongestIdleTime)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "More than zero and at most 24 days are needed; null keeps the model loaded.");
    }

    /// <summary>
    /// Gets or sets the folder that keeps converted models, which is created where it is missing. Default: <see langword="null"/>, the folder of the
    /// environment variable EMBEDDINGGEMMA_CACHE or else embeddinggemma in the system's place for caches; where that place cannot be written, the
    /// temporary folder is used, at every load anew.
    /// </summary>
    /// <exception cref="ArgumentException">The value is empty or blank, or no path.</exception>
    public string? CacheDirectory { get; set => field = PathOrNull(value); }

    /// <summary>
    /// Gets or sets where to report how far the conversion of the model is: at most 101 times, on the thread that converts, and not at all where it was converted before.
    /// Default: <see langword="null"/>, nowhere. What a report throws ends the conversion.
    /// </summary>
    public IProgress<EmbeddingGemmaConversionProgress>? ConversionProgress { get; set; }

    /// <summary>
    /// Gets or sets whether a model that is not on this machine may be downloaded by the first call. Default: <see langword="true"/>;
    /// <see langword="false"/>, or the environment variable <c>HF_HUB_OFFLINE</c>, lets that call fail instead.
    /// </summary>
    public bool AllowDownload { get; set; } = true;

    /// <summary>
    /// Gets or sets whether weights that were downloaded stay when they are converted. Default: <see langword="false"/>, they are removed where nobody but this
    /// library asked for them, which halves the space or better; another <see cref="Precision"/> downloads them again. Files that other tools fetched or
    /// use are never removed, and nothing outside the cache of Hugging Face's tools.
    /// </summary>
    public bool KeepDownload { get; set; }

    /// <summary>
    /// Gets or sets the token of Hugging Face that gated repositories are opened with. It is sent to the hub alone, and never logged. Default: <see langword="null"/>,
    /// that of <c>HF_TOKEN</c> or of the file where Hugging Face's tools keep it; without any, public copies are taken.
    /// </summary>
    /// <exception cref="ArgumentException">The value is empty, or has characters other than visible ASCII.</exception>
    public string? HuggingFaceToken
    {
        get;
        set => field = value is null || HubToken.IsWellFormed(value)
            ? value
            : throw new ArgumentException("A token consists of visible ASCII characters; null stands for that of the environment.", nameof(value));
    }

    /// <summary>
    /// Gets or sets where to report how far the download of the model is: some thousand times at most, and not at all where nothing is downloaded.
    /// Default: <see langword="null"/>, nowhere. What a report throws ends the download.
    /// </summary>
    public IProgress<EmbeddingGemmaDownloadProgress>? DownloadProgress { get; set; }

    /// <summary>
    /// Gets or sets whether the host loads the model when it starts, which waits for that: for a download and a conversion too, where they were not done before.
    /// Default: <see langword="false"/>, the first call loads it. It has an effect in generators that are registered as services.
    /// </summary>
    public bool LoadAtStartup { get; set; }

    /// <summary>Gets or sets where models are downloaded from and to; <see langword="null"/> for what the environment says.</summary>
    internal HubSettings? Hub { get; set; }

    /// <summary>Gets or sets what is installed; <see langword="null"/> for the application's native library.</summary>
    internal IProviderRuntime? Providers { get; set; }

    /// <summary>Gets the number format as far as it is known before the model is opened.</summary>
    internal EmbeddingGemmaPrecision? KnownPrecision => Precision ?? (ExecutionProvider == EmbeddingGemmaExecutionProvider.Cpu ? Model.KnownPrecision : null);

    /// <summary>Returns the number format for the model as it lies in a directory; <see langword="null"/> for an ONNX export, which has its own.</summary>
    internal EmbeddingGemmaPrecision? PrecisionIn(ModelDirectory directory) =>
        directory.Onnx is not null ? null
        : ProviderFor(directory) is not EmbeddingGemmaExecutionProvider.Cpu ? EmbeddingGemmaPrecision.Float32
        : Precision ?? Model.KnownPrecision ?? DefaultPrecision.Of(directory.Config);

    /// <summary>Returns what computes the model as it lies in a directory; of <see cref="EmbeddingGemmaExecutionProvider.Auto"/>, what that is here.</summary>
    internal EmbeddingGemmaExecutionProvider ProviderFor(ModelDirectory directory)
    {
        if (ExecutionProvider != EmbeddingGemmaExecutionProvider.Auto)
            return ExecutionProvider;

        var isForCpu = Precision is not (null or EmbeddingGemmaPrecision.Float32) || (directory.Config.Second is not null && directory.Onnx is null);
        return isForCpu ? EmbeddingGemmaExecutionProvider.Cpu : ProviderCatalog.Best(Providers is { } fake ? fake.Offers : ProviderRuntime.IsInstalled);
    }

    /// <summary>Finds the model's directory and reads its configuration.</summary>
    /// <inheritdoc cref="EmbeddingGemmaModel.Open" path="/exception"/>
    internal ModelDirectory OpenModel() => Model.Open(Hub?.Cache, ExecutionProvider == EmbeddingGemmaExecutionProvider.Cpu ? new ReleasedSources(CacheLocation.Locate(CacheDirectory).Folder) : null);

    internal EmbeddingGemmaOptions Copy() => (EmbeddingGemmaOptions)MemberwiseClone();

    private static TEnum Defined<TEnum>(TEnum value)
        where TEnum : struct, Enum =>
        Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"{typeof(TEnum).Name} has {string.Join(", ", Enum.GetNames<TEnum>())}.");

    private static string? PathOrNull(string? value)
    {
        if (value is not null && (string.IsNullOrWhiteSpace(value) || value.Contains('\0', StringComparison.Ordinal)))
            throw new ArgumentException("The path of a folder is needed; null stands for the default.", nameof(value));

        return value;
    }

    private static int? AtLeast(int? value, int least)
    {
        if (value < least)
            throw new ArgumentOutOfRangeException(nameof(value), value, $"At least {least} is needed.");

        return value;
    }
}
