using System.Text.Json;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Cli;

public sealed class SearchTests
{
    private const string Notes = "The invoice is due on the first of May.\n\nTo reset your password, open the account page.\nBread is baked at 220 degrees.\n";

    [Fact]
    public async Task Search_LinesOfAFile_RanksTheAnswerFirst()
    {
        using var folder = new TemporaryFolder();
        var run = await ToolRun.OfAsync(
            "search", "-q", "--documents", folder.Write("notes.txt", Notes), "--format", "jsonl", "--top", "2", "how do I change my password?");

        var hits = run.Succeeds().Lines.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal([1, 2], hits.Select(hit => hit.GetProperty("rank").GetInt32()));
        Assert.Equal(3, hits[0].GetProperty("line").GetInt32());
        Assert.Equal("To reset your password, open the account page.", hits[0].GetProperty("text").GetString());
        Assert.True(hits[0].GetProperty("score").GetSingle() >= hits[1].GetProperty("score").GetSingle());
    }

    [Fact]
    public async Task Search_Scores_AreThoseOfQueryAndDocumentPrompts()
    {
        using var folder = new TemporaryFolder();
        var documents = folder.Write("documents.jsonl", "{\"text\": \"bread\", \"title\": \"Food\"}\n\"stone\"\n{\"text\": \"raw\", \"prompt\": \"\"}\n");
        var hits = (await ToolRun.OfAsync("search", "-q", "--documents", documents, "--format", "json", "what to eat?")).Succeeds().Json();
        var vectors = (await ToolRun.WithInputAsync(
            """
            {"text": "what to eat?", "prompt": "task: search result | query: "}
            {"text": "bread", "prompt": "title: Food | text: "}
            {"text": "stone", "prompt": "title: none | text: "}
            {"text": "raw", "prompt": ""}
            """,
            "embed", "-q", "--format", "jsonl")).Succeeds().Lines
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("embedding").EnumerateArray().Select(value => value.GetSingle()).ToArray()).ToArray();

        Assert.Equal(3, hits.GetArrayLength());
        Assert.All(hits.EnumerateArray(), hit => Assert.Equal(
            vectors[0].Zip(vectors[hit.GetProperty("line").GetInt32()], (left, right) => left * right).Sum(), hit.GetProperty("score").GetSingle(), 1e-5f));
    }

    [Fact]
    public async Task Search_Folder_ReadsTextFilesTitledWithTheirPaths()
    {
        using var folder = new TemporaryFolder();
        folder.Write("b.md", "\uFEFFBread is baked at 220 degrees.");
        folder.Write("sub/a.txt", "To reset your password,\nopen the account page.");
        folder.Write("sub/binary.bin", [1, 0, 2]);
        folder.Write("sub/blank.txt", " \n");
        folder.Write(".hidden/c.txt", "password");
        folder.Write(".hidden.txt", "password");

        var hits = (await ToolRun.OfAsync("search", "-q", "--documents", folder.Path, "--format", "json", "forgot my password")).Succeeds().Json().EnumerateArray().ToArray();
        Assert.Equal(["sub/a.txt", "b.md"], hits.Select(hit => hit.GetProperty("file").GetString()));
        Assert.Equal("sub/a.txt", hits[0].GetProperty("title").GetString());
        Assert.Equal("To reset your password, open the account page.", hits[0].GetProperty("snippet").GetString());
    }

    [Fact]
    public async Task Search_DocumentsByPipe_AreLines()
    {
        var run = await ToolRun.WithInputAsync(Notes, "search", "-q", "--documents", "-", "baking");
        Assert.Equal("rank\tscore\tdocument\ttext", run.Succeeds().Lines[0]);
        Assert.EndsWith("line 4\tBread is baked at 220 degrees.", run.Lines[1], StringComparison.Ordinal);
        Assert.Equal(4, run.Lines.Length);
    }

    [Fact]
    public async Task Search_QueriesByPipe_AreRankedEach()
    {
        using var folder = new TemporaryFolder();
        var run = await ToolRun.WithInputAsync("password\nbaking\n", "search", "-q", "--documents", folder.Write("notes.txt", Notes), "--top", "1");
        Assert.Equal(["query\trank", "password\t1", "baking\t1"], run.Succeeds().Lines.Select(line => string.Join('\t', line.Split('\t').Take(2))));
    }

    [Fact]
    public async Task Search_NoDocuments_IsAFailure()
    {
        using var folder = new TemporaryFolder();
        (await ToolRun.OfAsync("search", "-q", "--documents", folder.Write("empty.txt", "\n"), "q")).FailsWith(ExitCodes.Failure, "no documents");
    }

    [Fact]
    public void Ranking_EqualScores_KeepsTheEarlier()
    {
        var ranking = new Ranking(2);
        foreach (var (text, score) in new[] { ("a", 0.5f), ("b", 0.9f), ("c", 0.5f), ("d", 0.9f), ("e", 0.1f) })
            ranking.Add(new(score, new InputText(text), null));
        Assert.Equal(["b", "d"], ranking.TakeBest().Select(hit => hit.Document.Text));
    }
}
