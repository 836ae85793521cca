namespace SK.EmbeddingGemma;

/// <summary>Settings of the HTTP server, read when it starts. The model is chosen where it is registered, with <c>AddEmbeddingGemma</c>.</summary>
/// <remarks>Not thread-safe while it is being changed.</remarks>
public sealed class EmbeddingGemmaServerOptions
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    /// <summary>Gets or sets the name that the model is served under. Default: <see langword="null"/>, its own, such as <c>embeddinggemma-300m</c>.</summary>
    /// <exception cref="ArgumentException">The value is empty or white space.</exception>
    public string? ModelName { get; set => field = NameOrNull(value); }

    /// <summary>Gets further names that clients may ask for, such as the one of the model that this server replaces. Letter case does not count.</summary>
    public IList<string> ModelAliases { get; } = [];

    /// <summary>
    /// Gets or sets the prompt of requests that name none. Default: <see langword="null"/>, what the registered model would take: <see cref="EmbeddingGemmaOptions.Prompt"/>, else the default of
    /// its directory, else none.
    /// </summary>
    public EmbeddingGemmaPrompt? DefaultPrompt { get; set; }

    /// <summary>
    /// Gets or sets what happens to a text that is too long where its request does not say. Default: <see langword="null"/>, as clients expect it of the API that they speak: OpenAI's refuses it,
    /// those of text-embeddings-inference and Ollama cut it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public EmbeddingGemmaTruncation? Truncation
    {
        get;
        set => field = value is null || Enum.IsDefined(value.Value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Truncation is Truncate, Throw or null.");
    }

    /// <summary>Gets or sets the most texts of one request, at least 1. Default: 2,048, as OpenAI's API allows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxInputsPerRequest { get; set => field = AtLeastOne(value); } = 2048;

    /// <summary>Gets or sets the most tokens of one request, all its texts, prompts and specials together, at least 1. Default: 300,000, as OpenAI's API allows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxTokensPerRequest { get; set => field = AtLeastOne(value); } = 300_000;

    /// <summary>
    /// Gets or sets the most texts of all requests together that are waiting or computed, at least <see cref="MaxInputsPerRequest"/>. A request that would exceed it is refused at once.
    /// Default: 4,096.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxPendingInputs { get; set => field = AtLeastOne(value); } = 4096;

    /// <summary>Gets or sets the most requests at a time, those whose bodies are still on their way included, at least 1. More are refused at once. Default: 512.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxConcurrentRequests { get; set => field = AtLeastOne(value); } = 512;

    /// <summary>Gets or sets the most bytes of a request's body, at least 1. Default: 8 MiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public long MaxRequestBodyBytes
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 8 * 1024 * 1024;

    /// <summary>Gets or sets how long a request may take, from its headers to its answer: more than zero, at most a day. Default: 5 minutes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not in that range.</exception>
    public TimeSpan RequestTimeout { get; set => field = Wait(value); } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets when a client that was refused for want of room may try again: more than zero, at most a day; sent in whole seconds, rounded up. Default: 1 second.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not in that range.</exception>
    public TimeSpan RetryAfter { get; set => field = Wait(value); } = TimeSpan.FromSeconds(1);

    /// <summary>Gets the API keys, any of which opens the server: at least 16 visible ASCII characters each. Default: none, the server is open to whoever reaches it.</summary>
    public IList<string> ApiKeys { get; } = [];

    /// <summary>Gets or sets the path of a file with an API key on each line, beside <see cref="ApiKeys"/>. Default: <see langword="null"/>, none.</summary>
    /// <exception cref="ArgumentException">The value is empty or white space.</exception>
    public string? ApiKeysFile { get; set => field = NameOrNull(value); }

    /// <summary>Gets or sets the path of the SQLite file of the memory endpoints, which the first use creates. Default: <see langword="null"/>, there are none of these endpoints.</summary>
    /// <exception cref="ArgumentException">The value is empty or white space.</exception>
    public string? StorePath { get; set => field = NameOrNull(value); }

    /// <summary>Gets or sets whether there is a page at <c>/</c> to try the model with. Default: <see langword="true"/>. It is open to whoever reaches the server; what it asks for needs the key.</summary>
    public bool ServePage { get; set; } = true;

    private static int AtLeastOne(int value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
        return value;
    }

    private static TimeSpan Wait(TimeSpan value) => value > TimeSpan.Zero && value <= LongestWait
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "More than zero and at most a day is needed.");

    private static string? NameOrNull(string? value)
    {
        if (value is not null)
            ArgumentException.ThrowIfNullOrWhiteSpace(value);
        return value;
    }
}
