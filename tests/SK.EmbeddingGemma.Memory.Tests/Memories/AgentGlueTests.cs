using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;
using Microsoft.SemanticKernel.Data;
using SK.EmbeddingGemma.TestSupport;
using TextSearchProvider = Microsoft.Agents.AI.TextSearchProvider;

namespace SK.EmbeddingGemma.Memories;

/// <summary>The memories of Semantic Kernel and of the Agent Framework over a decorated store: which prompts and dimensions arrive at the generator.</summary>
public sealed class AgentGlueTests : IDisposable
{
    private const int Dimensions = 128;

    private readonly TemporaryFolder _folder = new();
    private readonly PromptRecorder _generator = new(NanoModel.Generator);
    private readonly List<VectorStore> _stores = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _stores.ForEach(store => store.Dispose());
        _generator.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("sqlite")]
    public async Task VectorStoreTextSearch_OverDecoratedStore_UsesBothPrompts(string kind)
    {
        var collection = Store(kind).GetCollection<string, Note>("notes");
        await collection.EnsureCollectionExistsAsync(Cancel);
        await collection.UpsertAsync([new Note { Id = "1", Text = "reset a forgotten password" }, new Note { Id = "2", Text = "the tides of the sea" }], Cancel);
        var search = (ITextSearch<Note>)new VectorStoreTextSearch<Note>(collection, new MapFromResultToString(note => ((Note)note).Text), new MapFromResultToTextSearchResult(note => new(((Note)note).Text)));
        var found = await search.SearchAsync("password", new TextSearchOptions<Note> { Top = 1 }, Cancel);
        Assert.Equal(["reset a forgotten password"], await found.Results.ToListAsync(Cancel));
        AssertPrompts("reset a forgotten password", "password");
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("sqlite")]
    public async Task TextSearchStore_OverDecoratedStore_UsesBothPrompts(string kind)
    {
        using var texts = new TextSearchStore<string>(Store(kind), "texts", Dimensions);
        await texts.UpsertTextAsync(["reset a forgotten password", "the tides of the sea"], Cancel);
        var found = await texts.SearchAsync("password", new() { Top = 1 }, Cancel);
        Assert.Equal(["reset a forgotten password"], await found.Results.ToListAsync(Cancel));
        AssertPrompts("reset a forgotten password", "password");
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("sqlite")]
    public async Task ChatHistoryMemoryProvider_OverDecoratedStore_UsesBothPrompts(string kind)
    {
        using var provider = new ChatHistoryMemoryProvider(Store(kind), "history", Dimensions, _ => new(new() { UserId = "u" }, new() { UserId = "u" }));
        var client = new EchoClient();
        var agent = client.AsAIAgent(new ChatClientAgentOptions { AIContextProviders = [provider] });
        await agent.RunAsync("I forgot my password", await agent.CreateSessionAsync(Cancel), cancellationToken: Cancel);
        await agent.RunAsync("password question", await agent.CreateSessionAsync(Cancel), cancellationToken: Cancel);
        AssertPrompts("I forgot my password", "password question");
        Assert.Contains("I forgot my password", client.Last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TextSearchProvider_OverTextMemory_TellsTheAgent()
    {
        using var memory = new TextMemory(Store("memory"), _generator);
        await memory.RememberAsync("To reset your password, open the sign-in page.", "faq", cancellationToken: Cancel);
        var provider = new TextSearchProvider(async (query, cancellationToken) =>
            (await memory.RecallAsync(query, cancellationToken: cancellationToken)).Select(text => new TextSearchProvider.TextSearchResult { Text = text.Text, SourceName = text.Source }));
        var client = new EchoClient();
        var agent = client.AsAIAgent(new ChatClientAgentOptions { AIContextProviders = [provider] });
        await agent.RunAsync("how do I reset my password?", await agent.CreateSessionAsync(Cancel), cancellationToken: Cancel);
        Assert.Contains("open the sign-in page", client.Last, StringComparison.Ordinal);
        Assert.Contains("faq", client.Last, StringComparison.Ordinal);
    }

    private VectorStore Store(string kind)
    {
        VectorStore inner = kind == "sqlite" ? new SqliteVectorStore(_folder.PathOf("memory.db")) : new InMemoryVectorStore();
        _stores.Add(inner.WithEmbeddingGemma(_generator));
        return _stores[^1];
    }

    private void AssertPrompts(string document, string query)
    {
        Assert.Contains((document, EmbeddingGemmaPrompt.Document().Text, Dimensions), _generator.Calls);
        Assert.Contains((query, EmbeddingGemmaPrompt.Query.Text, Dimensions), _generator.Calls);
    }

    private sealed class Note
    {
        [VectorStoreKey]
        public string Id { get; set; } = "";

        [VectorStoreData]
        public string Text { get; set; } = "";

        [VectorStoreVector(Dimensions)]
        public string Vector => Text;
    }

    /// <summary>A model that only remembers what it was asked.</summary>
    private sealed class EchoClient : IChatClient
    {
        public string Last { get; private set; } = "";

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Last = string.Join('\n', messages.Select(message => message.Text));
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "understood")));
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
