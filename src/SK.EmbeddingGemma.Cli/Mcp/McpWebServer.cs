using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SK.EmbeddingGemma.Server.DependencyInjection;
using SK.EmbeddingGemma.Server.Keys;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Serves agents over HTTP.</summary>
internal static class McpWebServer
{
    /// <summary>The path of the protocol's endpoint.</summary>
    public const string Path = "/mcp";

    /// <summary>Builds a server; it does not listen yet.</summary>
    /// <exception cref="OptionsValidationException">A key is too short.</exception>
    public static WebApplication Create(ServeSettings settings, MemoryTools tools, ILoggerFactory loggers)
    {
        var builder = LocalApplication.CreateBuilder(settings, loggers);
        builder.Services.AddOptions<EmbeddingGemmaServerOptions>().Configure(settings.Configure);
        builder.Services.AddSingleton<IValidateOptions<EmbeddingGemmaServerOptions>, EmbeddingGemmaServerOptionsValidator>();
        builder.Services.AddSingleton<ApiKeys>();
        builder.Services.AddRouting();
        builder.Services.AddMemoryTools(tools).WithHttpTransport();
        var app = builder.Build();
        app.UseLocalNames(settings);
        var keys = app.Services.GetRequiredService<ApiKeys>();
        app.Use(next => context => keys.Admit(context.Request) ? next(context) : RefuseAsync(context.Response));
        app.MapMcp(Path);
        return app;
    }

    private static Task RefuseAsync(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status401Unauthorized;
        response.Headers.WWWAuthenticate = "Bearer";
        return response.WriteAsync("Send the header 'Authorization: Bearer KEY' with one of the server's keys.");
    }
}
