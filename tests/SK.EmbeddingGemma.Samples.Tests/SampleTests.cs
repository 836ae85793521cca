using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Samples;

/// <summary>Runs the samples that end by themselves; each says by its exit code whether it found what it should.</summary>
public sealed class SampleTests
{
    [Theory]
    [InlineData("QuickStart")]
    [InlineData("Memory")]
    [InlineData("AgentMemory")]
    [InlineData("AgentsFramework")]
    [InlineData("CodeSearch")]
    [InlineData("Clustering")]
    [InlineData("SemanticCache")]
    public async Task Run_WritesWhatItsPageSays(string sample)
    {
        using var process = SampleProcess.Start(sample);
        Assert.True(await process.EndAsync() == 0, process.Output);
        var lines = process.Output.Split('\n');
        Assert.All(MarkdownPage.Read($"samples/{sample}/README.md").Blocks("text").SelectMany(block => block.TrimEnd().Split('\n')), line => Assert.Contains(line, lines));
    }

    [Fact]
    public async Task CodeSearch_OfAFolder_FindsTheFileThatAnswers()
    {
        using var process = SampleProcess.Start("CodeSearch", RepositoryRoot.PathOf("src/SK.EmbeddingGemma.Server/Keys"), "compare keys in constant time");
        Assert.Equal(0, await process.EndAsync());
        Assert.Contains("ApiKeys.cs:", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void EverySample_HasAPageAndIsOnTheMap()
    {
        var map = MarkdownPage.Read("samples/README.md").Text;
        Assert.All(Directory.GetDirectories(RepositoryRoot.PathOf("samples")).Select(Path.GetFileName).Where(name => Directory.GetFiles(RepositoryRoot.PathOf($"samples/{name}"), "*.csproj").Length > 0), name =>
        {
            Assert.True(File.Exists(RepositoryRoot.PathOf($"samples/{name}/README.md")), $"samples/{name} has no README.md.");
            Assert.Contains($"]({name}/README.md)", map, StringComparison.Ordinal);
        });
    }
}
