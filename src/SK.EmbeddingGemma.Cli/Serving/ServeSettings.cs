using System.CommandLine;
using System.Net;
using Microsoft.Extensions.Options;

namespace SK.EmbeddingGemma.Cli;

/// <summary>What the options of the command that serves say. Immutable.</summary>
internal sealed record ServeSettings
{
    private const string KeysVariable = "EMBEDDINGGEMMA_API_KEYS";
    private const int DefaultPort = 8080;
    private const int LongestSeconds = 24 * 60 * 60;

    /// <summary>What the process needs beyond the time for running requests to end in good order.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(5);

    /// <summary>Gets where to listen.</summary>
    public required IPEndPoint Endpoint { get; init; }

    /// <summary>Gets how long running requests may take to end.</summary>
    public required TimeSpan Drain { get; init; }

    /// <summary>Gets how long the process may take to end: what running requests may, and something for the rest.</summary>
    public TimeSpan Grace => Drain + Reserve;

    /// <summary>Gets what sets the server's own options.</summary>
    public required Action<EmbeddingGemmaServerOptions> Configure { get; init; }

    /// <summary>Reads the options.</summary>
    /// <exception cref="UsageException">One of them is not allowed, or contradicts another.</exception>
    public static ServeSettings Read(ServeOptions options, ParseResult parsed)
    {
        var address = parsed.GetValue(options.Host);
        foreach (var option in (Option<string?>[])[options.Store, options.ApiKeysFile, options.Name])
        {
            if (parsed.GetValue(option) is { } text && string.IsNullOrWhiteSpace(text))
                throw new UsageException($"{option.Name} is empty: give {option.HelpName}, or leave it out.");
        }

        var timeout = Seconds(options.Timeout, parsed);
        return new()
        {
            Endpoint = new(address is null ? IPAddress.Loopback : IPAddress.Parse(address), parsed.GetValue(options.Port) ?? DefaultPort),
            Drain = Seconds(options.Drain, parsed) ?? TimeSpan.FromSeconds(30),
            Configure = server => Apply(options, parsed, timeout, server),
        };
    }

    /// <summary>Builds a server.</summary>
    /// <exception cref="UsageException">Its settings are not allowed.</exception>
    public static T Build<T>(Func<T> build)
    {
        try
        {
            return build();
        }
        catch (OptionsValidationException wrong)
        {
            throw new UsageException(string.Join(' ', wrong.Failures));
        }
    }

    private static void Apply(ServeOptions options, ParseResult parsed, TimeSpan? timeout, EmbeddingGemmaServerOptions server)
    {
        server.StorePath = parsed.GetValue(options.Store);
        server.ApiKeysFile = parsed.GetValue(options.ApiKeysFile);
        server.ModelName = parsed.GetValue(options.Name);
        server.Truncation = parsed.GetValue(options.TooLong)?.ToUpperInvariant() switch
        {
            null => null,
            "CUT" => EmbeddingGemmaTruncation.Truncate,
            _ => EmbeddingGemmaTruncation.Throw,
        };
        server.MaxInputsPerRequest = parsed.GetValue(options.MaxInputs) ?? server.MaxInputsPerRequest;
        server.MaxTokensPerRequest = parsed.GetValue(options.MaxTokens) ?? server.MaxTokensPerRequest;
        server.MaxPendingInputs = parsed.GetValue(options.MaxPending) ?? Math.Max(server.MaxPendingInputs, server.MaxInputsPerRequest);
        server.MaxConcurrentRequests = parsed.GetValue(options.MaxRequests) ?? server.MaxConcurrentRequests;
        server.MaxRequestBodyBytes = parsed.GetValue(options.MaxBody) ?? server.MaxRequestBodyBytes;
        server.RequestTimeout = timeout ?? server.RequestTimeout;
        foreach (var alias in parsed.GetValue(options.Alias) ?? [])
            server.ModelAliases.Add(alias);
        foreach (var key in (Environment.GetEnvironmentVariable(KeysVariable) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            server.ApiKeys.Add(key);
    }

    private static TimeSpan? Seconds(Option<int?> option, ParseResult parsed) => parsed.GetValue(option) switch
    {
        null => null,
        > LongestSeconds => throw new UsageException($"{option.Name} is longer than a day: give at most {LongestSeconds} seconds."),
        { } seconds => TimeSpan.FromSeconds(seconds),
    };
}
