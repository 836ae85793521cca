using System.Collections.Frozen;
using System.Security.Cryptography;

namespace SK.EmbeddingGemma.Server.Page;

/// <summary>The files of the page, out of the assembly. Immutable and thread-safe.</summary>
internal sealed class PageFiles
{
    /// <summary>The name of the page itself.</summary>
    public const string Front = "index.html";

    private const string Prefix = "page/";

    private readonly FrozenDictionary<string, PageFile> _files = typeof(PageFiles).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToFrozenDictionary(name => name[Prefix.Length..], Read, StringComparer.Ordinal);

    /// <summary>Returns a file, or <see langword="null"/> where there is none of the name.</summary>
    public PageFile? Find(string name) => _files.GetValueOrDefault(name);

    private static PageFile Read(string resource)
    {
        using var content = typeof(PageFiles).Assembly.GetManifestResourceStream(resource)!;
        var bytes = new byte[content.Length];
        content.ReadExactly(bytes);
        var type = Path.GetExtension(resource) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            var other => throw new InvalidOperationException($"The page has a file of the unknown type '{other}'."),
        };
        return new(bytes, type, new($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}\""));
    }
}
