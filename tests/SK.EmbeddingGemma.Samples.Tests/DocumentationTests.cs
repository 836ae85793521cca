using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Samples;

/// <summary>Keeps the pages true: their C# is compiled as part of a sample, their links lead somewhere. The README's commands are run by the continuous integration, those of samples by the tests beside this one.</summary>
public sealed class DocumentationTests
{
    private static readonly List<string> Samples = [.. Directory.GetFiles(RepositoryRoot.PathOf("samples"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText)];

    public static TheoryData<string> Pages => [.. MarkdownPage.All];

    [Theory]
    [MemberData(nameof(Pages))]
    public void CodeBlocks_StandInASample(string page) =>
        Assert.All(MarkdownPage.Read(page).Blocks("csharp"), code => Assert.True(Samples.Exists(sample => sample.Contains(code, StringComparison.Ordinal)), $"No sample has these lines:\n{code}"));

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_LeadToFiles(string page)
    {
        var folder = Path.GetDirectoryName(RepositoryRoot.PathOf(page))!;
        Assert.All(MarkdownPage.Read(page).Links(), link => Assert.True(Path.Exists(Path.Combine(folder, link)), $"{page} links to {link}, which does not exist."));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void RunCommands_NameProjectsThatExist(string page)
    {
        var read = MarkdownPage.Read(page);
        var commands = read.Blocks("bash").Concat(read.Blocks("text")).SelectMany(block => block.Split('\n')).Where(line => line.StartsWith("dotnet run ", StringComparison.Ordinal)).Select(line => line.Split(' '));
        Assert.All(commands, words => Assert.True(Directory.Exists(RepositoryRoot.PathOf(words[Array.IndexOf(words, "--project") + 1])), string.Join(' ', words)));
    }
}
