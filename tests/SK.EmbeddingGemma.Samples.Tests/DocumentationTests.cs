using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Samples;

/// <summary>Keeps the pages true: their C# is compiled as part of a sample, their links lead somewhere. The README's commands are run by the continuous integration, those of samples by the tests beside this one.</summary>
public sealed class DocumentationTests
{
    public static TheoryData<string> Pages => [.. MarkdownPage.All];

    [Theory]
    [MemberData(nameof(Pages))]
    public void CodeBlocks_StandInASample(string page)
    {
        var samples = Directory.GetFiles(RepositoryRoot.PathOf("samples"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText).ToList();
        Assert.All(MarkdownPage.Read(page).Blocks("csharp"), code => Assert.True(samples.Exists(sample => sample.Contains(code, StringComparison.Ordinal)), $"No sample has these lines:\n{code}"));
    }

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
        var commands = MarkdownPage.Read(page).Blocks("bash").Concat(MarkdownPage.Read(page).Blocks("text")).SelectMany(block => block.Split('\n')).Where(line => line.StartsWith("dotnet run ", StringComparison.Ordinal));
        Assert.All(commands, command => Assert.True(Directory.Exists(RepositoryRoot.PathOf(command.Split(' ')[Array.IndexOf(command.Split(' '), "--project") + 1])), command));
    }
}
