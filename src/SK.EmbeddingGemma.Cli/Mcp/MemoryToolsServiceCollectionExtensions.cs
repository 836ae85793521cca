using Microsoft.Extensions.DependencyInjection;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Registers the protocol's server with the tools of a memory.</summary>
internal static class MemoryToolsServiceCollectionExtensions
{
    private const string Instructions =
        "A long-term memory on this machine. Recall before answering what the user may have told or had indexed earlier; remember facts, decisions and preferences worth keeping; never store secrets.";

    /// <summary>Registers them; how they are reached is chosen on what is returned.</summary>
    public static IMcpServerBuilder AddMemoryTools(this IServiceCollection services, MemoryTools tools) => services
        .AddMcpServer(options =>
        {
            options.ServerInfo = new() { Name = ToolCommand.Name, Title = "EmbeddingGemma memory", Version = typeof(MemoryTools).Assembly.GetName().Version!.ToString(3) };
            options.ServerInstructions = Instructions;
        })
        .WithTools(tools);
}
