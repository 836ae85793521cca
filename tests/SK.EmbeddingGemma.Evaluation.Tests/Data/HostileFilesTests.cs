using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Data;

/// <summary>Files that are broken, empty or of another kind are told by name and place, never by their content.</summary>
public sealed class HostileFilesTests : IDisposable
{
    private const string Secret = "confidential";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("{\"sentence1\": \"a\", \"sentence2\": \"b\", \"score\": 1}\n{\"sentence1\": \"confidential", "line 2")]
    [InlineData("{\"sentence1\": \"a\", \"sentence2\": \"b\", \"score\": 1}\n[\"confidential\"]", "row 2")]
    [InlineData("{\"sentence1\": \"a\", \"sentence2\": \"b\", \"score\": 1}\n{\"sentence1\": \"confidential\", \"sentence2\": \"b\"}", "no column 'score'")]
    [InlineData("{\"sentence1\": \"a\", \"sentence2\": \"b\", \"score\": \"confidential\"}", "column 'score' has a text")]
    [InlineData("{\"sentence1\": \"a\", \"sentence2\": \"b\", \"score\": \"NaN\"}", "not finite")]
    [InlineData("{\"sentence1\": \"a\", \"sentence2\": [\"confidential\"], \"score\": 1}", "column 'sentence2' has a list")]
    [InlineData("{\"sentence1\": \"a\", \"sentence2\": null, \"score\": 1}", "column 'sentence2' has nothing")]
    [InlineData("{\"sentence1\": \"a\", \"sentence2\": \"b\", \"label\": 2}", "0 or 1")]
    [InlineData("{\"sent1\": [\"a\", \"confidential\"], \"sent2\": [\"b\"], \"labels\": [1]}", "as many")]
    [InlineData("{\"human_summaries\": [\"confidential\"], \"machine_summaries\": [], \"relevance\": []}", "without human or machine summaries")]
    [InlineData("{\"query\": \"q\", \"positive\": [\"confidential\"], \"negative\": []}", "candidates of both kinds")]
    [InlineData("{\"sentences\": [], \"labels\": []}", "without texts")]
    [InlineData("{\"sentence1\": \"a\", \"sentence2\": \"confidential \\ud800\", \"score\": 1}", "line 1")]
    public async Task Evaluate_BrokenJson_NamesFileAndPlace(string text, string expected)
    {
        _folder.Write("set/test.jsonl", text);

        await FailsAsync(expected);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("\n\n", "empty")]
    [InlineData("{", "line 1")]
    public async Task Find_NoFirstRow_SaysSo(string text, string expected)
    {
        _folder.Write("set/test.jsonl", text);

        await FailsAsync(expected);
    }

    [Fact]
    public async Task Find_TestWithoutTraining_SaysSo()
    {
        _folder.Write("set/test.jsonl", "{\"text\": \"a\", \"label\": 1}");

        await FailsAsync("no training split");
    }

    [Fact]
    public async Task Find_RetrievalWithoutJudgements_SaysSo()
    {
        _folder.Write("set/corpus.jsonl", "{}");
        _folder.Write("set/queries.jsonl", "{}");
        Directory.CreateDirectory(_folder.PathOf("set/qrels/x"));

        await FailsAsync("no judgements");
    }

    [Theory]
    [InlineData("text,label\na,b,confidential\n", "line 2")]
    [InlineData("text,label\n", "empty")]
    public async Task Evaluate_BrokenCsv_NamesFileAndPlace(string text, string expected)
    {
        _folder.Write("set/test.csv", "text,label\na,b\n");
        _folder.Write("set/train.csv", text);

        await FailsAsync(expected);
    }

    [Fact]
    public async Task Evaluate_BrokenLanguageFile_NamesFileAndPlace()
    {
        _folder.Write("stsb/en-test.csv", "a,b,1.0\nc,d,confidential\n");

        await FailsAsync("column 'score' has a text");
    }

    [Fact]
    public async Task Evaluate_ParquetThatIsNone_SaysSo()
    {
        _folder.Write("set/test.parquet", Secret);

        await FailsAsync("as Parquet");
    }

    [Fact]
    public async Task Evaluate_GzipThatIsNone_SaysSo()
    {
        _folder.Write("set/test.jsonl.gz", Secret);

        await FailsAsync("cannot be unpacked");
    }

    [Fact]
    public async Task Find_NothingKnown_IsEmpty()
    {
        _folder.Write("set/notes.txt", Secret);

        Assert.Empty(await EvaluationTask.FindAsync(_folder.Path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Find_NoFolder_SaysSo() =>
        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => EvaluationTask.FindAsync(_folder.PathOf("nowhere"), TestContext.Current.CancellationToken));

    private async Task FailsAsync(string expected)
    {
        using var generator = new WordGenerator((_, _) => [1, 0]);
        var failure = await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            foreach (var task in await EvaluationTask.FindAsync(_folder.Path, TestContext.Current.CancellationToken))
                await new EmbeddingGemmaEvaluator(generator).EvaluateAsync(task, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        });
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, failure.Message, StringComparison.Ordinal);
    }
}
