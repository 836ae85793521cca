using System.Text.RegularExpressions;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Samples;

/// <summary>A page of the documentation.</summary>
internal sealed partial class MarkdownPage
{
    private MarkdownPage(string path) => Text = File.ReadAllText(RepositoryRoot.PathOf(path));

    /// <summary>Gets the paths of all pages.</summary>
    public static IEnumerable<string> All { get; } =
    [
        "README.md", "models/nano/README.md",
        .. Directory.GetFiles(RepositoryRoot.PathOf("samples"), "*.md", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(RepositoryRoot.Folder, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/bin/", StringComparison.Ordinal)),
    ];

    public string Text { get; }

    public static MarkdownPage Read(string path) => new(path);

    /// <summary>Returns the code blocks in a language.</summary>
    public IEnumerable<string> Blocks(string language) => Fences().Matches(Text).Where(block => block.Groups[1].Value == language).Select(block => block.Groups[2].Value);

    /// <summary>Returns the links to files, without what stands behind <c>#</c>.</summary>
    public IEnumerable<string> Links() => Targets().Matches(Text).Select(link => link.Groups[1].Value.Split('#')[0]).Where(link => link.Length > 0 && !link.Contains("://", StringComparison.Ordinal));

    [GeneratedRegex(@"^```(\w+)\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fences();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Targets();
}
