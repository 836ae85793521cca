using Microsoft.Extensions.AI;
using SK.EmbeddingGemma.Data;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Synthesis;

public sealed class SyntheticExamplesTests : IDisposable
{
    private static readonly string[] Texts = ["The bus leaves at nine.", "The ferry needs an hour.", "The bus leaves at nine.", "No dogs on the train."];

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Output => Path.Combine(_folder.Path, "examples.jsonl");

    [Fact]
    public async Task WriteAsync_Texts_GivesPairsInTheirOrder()
    {
        using var client = new ScriptedClient(text => $"1. what of {text.Length}\n- \"what of {text}\"\n\n{text}\n2) more than was asked");

        var count = await SyntheticExamples.WriteAsync(client, Texts, TrainingTask.Retrieval, Output, new() { Count = 2 }, Cancellation);

        var pairs = await PairsAsync();
        Assert.Equal((6, 6, 3), (count, pairs.Count, client.Requests.Count)); // the same text counts once
        Assert.Equal([("what of 23", Texts[0]), ($"what of {Texts[0]}", Texts[0]), ("what of 24", Texts[1])], pairs.Take(3).Select(pair => (pair.Query.Text, pair.Positive.Text)));
    }

    [Fact]
    public async Task WriteAsync_Stopped_GoesOnWhereItWas()
    {
        using var failing = new ScriptedClient(text => text == Texts[3] ? throw new HttpRequestException("no answer") : "a query");
        await Assert.ThrowsAsync<HttpRequestException>(() => SyntheticExamples.WriteAsync(failing, Texts, TrainingTask.Retrieval, Output, new() { Concurrency = 1 }, Cancellation));
        Assert.Equal(2, (await PairsAsync()).Count); // nothing that came is lost

        using var client = new ScriptedClient(_ => "another query");
        Assert.Equal(1, await SyntheticExamples.WriteAsync(client, Texts, TrainingTask.Retrieval, Output, cancellationToken: Cancellation));

        Assert.Equal([Texts[3]], client.Requests.Select(request => request[1].Text));
        Assert.Equal(["a query", "a query", "another query"], (await PairsAsync()).Select(pair => pair.Query.Text));
    }

    [Fact]
    public async Task WriteAsync_AnswerWithoutUse_HasNoExample()
    {
        using var client = new ScriptedClient(text => text == Texts[0] ? " \n\n" : text);
        Assert.Equal(0, await SyntheticExamples.WriteAsync(client, Texts, TrainingTask.SentenceSimilarity, Output, cancellationToken: Cancellation));
    }

    [Theory]
    [InlineData(TrainingTask.Retrieval, "queries")]
    [InlineData(TrainingTask.QuestionAnswering, "questions")]
    [InlineData(TrainingTask.FactChecking, "claims")]
    [InlineData(TrainingTask.CodeRetrieval, "code")]
    [InlineData(TrainingTask.SentenceSimilarity, "mean the same")]
    [InlineData(TrainingTask.Classification, "class")]
    [InlineData(TrainingTask.Clustering, "topic")]
    public async Task WriteAsync_Task_AsksForWhatItNeeds(TrainingTask task, string word)
    {
        using var client = new ScriptedClient(_ => "some words");
        await SyntheticExamples.WriteAsync(client, Texts[..1], task, Output, new() { Count = 3 }, Cancellation);
        var request = Assert.Single(client.Requests);
        Assert.Contains(word, request[0].Text, StringComparison.Ordinal);
        Assert.Contains("Write 3 ", request[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteAsync_OwnInstruction_IsAsked()
    {
        using var client = new ScriptedClient(_ => "some words");
        await SyntheticExamples.WriteAsync(client, Texts[..1], TrainingTask.Retrieval, Output, new() { Instruction = "Write {0} complaints." }, Cancellation);
        Assert.StartsWith("Write 1 complaints. ", Assert.Single(client.Requests)[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteAsync_BlankText_Refuses()
    {
        using var client = new ScriptedClient(_ => "some words");
        await Assert.ThrowsAsync<ArgumentException>(() => SyntheticExamples.WriteAsync(client, [" "], TrainingTask.Retrieval, Output, cancellationToken: Cancellation));
    }

    [Fact]
    public async Task WriteAsync_FileOfLabels_Refuses()
    {
        _folder.Write("examples.jsonl", """
            {"text": "a", "label": 1}
            {"text": "b", "label": 1}
            """);
        using var client = new ScriptedClient(_ => "some words");
        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => SyntheticExamples.WriteAsync(client, Texts, TrainingTask.Retrieval, Output, cancellationToken: Cancellation));
        Assert.Contains("labels", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<IReadOnlyList<TrainingExample>> PairsAsync() => (await ExampleFile.ReadAsync(new(Output), Cancellation)).Pairs!;

    private sealed class ScriptedClient(Func<string, string> answer) : IChatClient
    {
        public List<ChatMessage[]> Requests { get; } = [];

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            ChatMessage[] request = [.. messages];
            Requests.Add(request);
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, answer(request[^1].Text))));
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
