using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Serves one agent over standard input and output, until it closes them.</summary>
internal static class McpStreamServer
{
    /// <summary>Serves until the input ends, or the token is cancelled.</summary>
    public static async Task RunAsync(MemoryTools tools, StandardStreams streams, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddSingleton(loggers);
        builder.Services.AddMemoryTools(tools).WithStreamServerTransport(streams.Input, streams.Output);
        using var host = builder.Build();
        await host.RunAsync(cancellationToken);
    }
}
