using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SK.EmbeddingGemma.Cli;

/// <summary>The web application that the tool's servers share. It reads no files of settings: what it does is on the command line.</summary>
internal static class LocalApplication
{
    /// <summary>The names that a server on this machine alone goes by: web pages cannot reach it under names of their own.</summary>
    private static readonly string[] LoopbackNames = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>Returns the builder of an application that listens where the settings say.</summary>
    public static WebApplicationBuilder CreateBuilder(ServeSettings settings, ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = ToolCommand.Name });
        builder.Configuration.AddEnvironmentVariables(); // OpenTelemetry's settings
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(settings.Endpoint);
        });
        builder.Services.AddSingleton(loggers);
        builder.Services.Configure<HostOptions>(host =>
        {
            host.ShutdownTimeout = settings.Drain;
            host.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore; // whoever waits for the model gets the exception
        });
        if (IPAddress.IsLoopback(settings.Endpoint.Address))
            builder.Services.Configure<HostFilteringOptions>(hosts => hosts.AllowedHosts = LoopbackNames);
        return builder;
    }

    /// <summary>Has requests under other names refused, where the application listens to this machine alone.</summary>
    public static void UseLocalNames(this WebApplication app, ServeSettings settings)
    {
        if (IPAddress.IsLoopback(settings.Endpoint.Address))
            app.UseHostFiltering();
    }
}
