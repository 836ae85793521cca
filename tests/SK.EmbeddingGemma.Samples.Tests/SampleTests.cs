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
    public async Task FineTune_OfAFolder_ShowsTheScoresBeforeAndAfter()
    {
        using var folder = new TemporaryFolder();
        string[] places = ["Rome", "Paris", "Berlin", "Madrid", "Vienna", "Lisbon", "Athens", "Oslo", "Dublin", "Warsaw"];
        folder.Write("trips/train.csv", Table(places[..8]));
        folder.Write("trips/test.csv", Table(places[8..]));

        using var process = SampleProcess.Start("FineTune", folder.PathOf("trips"), "2", "3");

        Assert.True(await process.EndAsync() == 0, process.Output);
        Assert.All((string[])["Nano: ", "fine-tuned, seed 1: ", "fine-tuned, seed 2: ", "soup of all: "], name => Assert.Contains($"\n{name}", "\n" + process.Output, StringComparison.Ordinal));

        static string Table(IEnumerable<string> places) =>
            "text,category\n" + string.Concat(places.Select(place => $"\"how do I get to {place}, by train?\",train\nwhere can I sleep in {place},hotel\nwhat do people eat in {place},food\n"));
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
