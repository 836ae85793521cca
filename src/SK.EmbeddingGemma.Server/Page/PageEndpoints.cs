using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SK.EmbeddingGemma.Server.Page;

/// <summary>The page to try the model with: static files in the assembly, which speak to the other endpoints. Needs no key; what it asks for does.</summary>
internal sealed class PageEndpoints
{
    /// <summary>What probes for Ollama look for; a browser asks for HTML, and gets the page.</summary>
    private const string Greeting = "Ollama is running";

    /// <summary>The page loads nothing from elsewhere, talks to nobody else, and is in nobody's frame.</summary>
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    private readonly PageFiles _files = new();

    /// <summary>Maps the page. An application that has a front page of its own keeps it.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/", Reading, FrontAsync).WithOrder(int.MaxValue).WithDisplayName("Page").ExcludeFromDescription();
        endpoints.MapMethods("/page/{file}", Reading, FileAsync).WithDisplayName("Page's files").ExcludeFromDescription();
    }

    private Task FrontAsync(HttpContext context)
    {
        if (!context.Request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase)))
            return TypedResults.Text(Greeting).ExecuteAsync(context);

        // Within a group, the page's own addresses are relative to its folder.
        return context.Request.Path.Value is { } path && !path.EndsWith('/')
            ? TypedResults.LocalRedirect($"{context.Request.PathBase}{context.Request.Path}/").ExecuteAsync(context)
            : WriteAsync(context, _files.Find(PageFiles.Front)!);
    }

    private Task FileAsync(HttpContext context) => _files.Find((string)context.GetRouteValue("file")!) is { } file
        ? WriteAsync(context, file)
        : TypedResults.NotFound().ExecuteAsync(context);

    private static Task WriteAsync(HttpContext context, PageFile file)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-cache"; // asked for anew, and answered with 304 while it is the same
        headers.Vary = "Accept";
        return TypedResults.Bytes(file.Bytes, file.ContentType, entityTag: file.Tag).ExecuteAsync(context);
    }
}
