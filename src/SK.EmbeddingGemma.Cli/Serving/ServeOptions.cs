using System.CommandLine;
using System.Net;

namespace SK.EmbeddingGemma.Cli;

/// <summary>The options of the command that serves.</summary>
internal sealed class ServeOptions
{
    /// <summary>Gets the address to listen on.</summary>
    public Option<string?> Host { get; } = new("--host")
    {
        HelpName = "ADDRESS",
        Description = "The IP address to listen on: 0.0.0.0 for every one of this machine. Default: 127.0.0.1, this machine alone.",
        CustomParser = result =>
        {
            if (!IPAddress.TryParse(result.Tokens[0].Value, out _))
                result.AddError($"'{result.Tokens[0].Value}' is no IP address: give one such as 127.0.0.1, 0.0.0.0 or ::1.");
            return result.Tokens[0].Value;
        },
    };

    /// <summary>Gets the port to listen on.</summary>
    public Option<int?> Port { get; } = new("--port", "-p")
    {
        HelpName = "N",
        Description = "The port to listen on; 0 for any that is free. Default: 8080.",
        CustomParser = result =>
        {
            var port = CommonOptions.ParseWhole(result, 0);
            if (port > ushort.MaxValue)
                result.AddError($"{port} is no port: give 0 to {ushort.MaxValue}.");
            return port;
        },
    };

    /// <summary>Gets the store.</summary>
    public Option<string?> Store { get; } = new("--store", "-s") { HelpName = "FILE", Description = "The SQLite file of the memory endpoints; it is created where it is missing. Left out: there are no such endpoints." };

    /// <summary>Gets the file of API keys.</summary>
    public Option<string?> ApiKeysFile { get; } = new("--api-keys-file")
    {
        HelpName = "FILE",
        Description = "A file with an API key on each line, beside those of the environment variable EMBEDDINGGEMMA_API_KEYS, which a comma separates. Default: none, the server is open to whoever reaches it.",
    };

    /// <summary>Gets the name to serve under.</summary>
    public Option<string?> Name { get; } = new("--name") { HelpName = "NAME", Description = "The name that the model is served under. Default: its own." };

    /// <summary>Gets further names.</summary>
    public Option<string[]> Alias { get; } = new("--alias") { HelpName = "NAME", Description = "A further name that clients may ask for, such as that of the model that this one replaces; may be given again." };

    /// <summary>Gets what happens to texts that are too long.</summary>
    public Option<string?> TooLong { get; } = CommonOptions.Choice("--too-long", "What happens to texts that are too long where a request does not say. Default: clients of OpenAI have them refused, others cut.", ["cut", "refuse"]);

    /// <summary>Gets the most texts of a request.</summary>
    public Option<int?> MaxInputs { get; } = Limit("--max-inputs", "The most texts of a request. Default: 2048.");

    /// <summary>Gets the most tokens of a request.</summary>
    public Option<int?> MaxTokens { get; } = Limit("--max-tokens", "The most tokens of a request, all its texts together. Default: 300000.");

    /// <summary>Gets the most texts that wait.</summary>
    public Option<int?> MaxPending { get; } = Limit("--max-pending", "The most texts that wait or are computed, all requests together; more are refused. Default: 4096.");

    /// <summary>Gets the most requests at a time.</summary>
    public Option<int?> MaxRequests { get; } = Limit("--max-requests", "The most requests at a time; more are refused. Default: 512.");

    /// <summary>Gets the most bytes of a body.</summary>
    public Option<int?> MaxBody { get; } = Limit("--max-body", "The most bytes of a request's body. Default: 8388608.");

    /// <summary>Gets the time limit of a request.</summary>
    public Option<int?> Timeout { get; } = Limit("--timeout", "How long a request may take, in seconds, at most 86400. Default: 300.");

    /// <summary>Gets the time for running requests at the end.</summary>
    public Option<int?> Drain { get; } = Limit("--drain", "How long running requests may take to end when the server is stopped, in seconds, at most 86400. Default: 30.");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { Host, Port, Store, ApiKeysFile, Name, Alias, TooLong, MaxInputs, MaxTokens, MaxPending, MaxRequests, MaxBody, Timeout, Drain })
            command.Add(option);
    }

    private static Option<int?> Limit(string name, string description) => new(name) { HelpName = "N", Description = description, CustomParser = CommonOptions.ParseCount };
}
