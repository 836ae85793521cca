using System.ClientModel;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Embeddings;

namespace SK.EmbeddingGemma.Server.Clients;

/// <summary>OpenAI's own client for .NET, unchanged but for the address.</summary>
public sealed class OpenAIClientTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static readonly string[] Texts = ["How can I cancel a task?", "Bake bread at 220 degrees.", "Grüße 😀"];

    private readonly TestServer _server = shared.Server;

    [Theory]
    [InlineData("embeddinggemma-nano:document", "document")]
    [InlineData("text-embedding-3-small", "none")]
    public async Task AsIEmbeddingGenerator_GivesTheLibrarysVectors(string model, string prompt)
    {
        using var generator = Client(model).AsIEmbeddingGenerator();
        var embeddings = await generator.GenerateAsync(Texts, new() { Dimensions = 128 }, TestContext.Current.CancellationToken);
        Assert.Equal(Texts.Length, embeddings.Count);
        for (var i = 0; i < Texts.Length; i++)
            TestServer.AssertSame(await _server.VectorAsync(Texts[i], EmbeddingGemmaPrompt.Parse(prompt), 128), embeddings[i].Vector.ToArray());
        Assert.Equal(model, embeddings[0].ModelId);
        Assert.True(embeddings.Usage!.InputTokenCount > 0);
    }

    [Fact]
    public async Task GenerateEmbeddings_OfTokens_GivesTheLibrarysVector()
    {
        var tokenizer = (EmbeddingGemmaTokenizer)_server.Generator.GetService(typeof(EmbeddingGemmaTokenizer))!;
        var embeddings = await Client("embeddinggemma-nano").GenerateEmbeddingsAsync([tokenizer.EncodeForModel(Texts[0]).Ids], cancellationToken: TestContext.Current.CancellationToken);
        TestServer.AssertSame(await _server.VectorAsync(Texts[0], EmbeddingGemmaPrompt.None), embeddings.Value[0].ToFloats().ToArray());
    }

    [Fact]
    public async Task UnknownModel_IsToldInTheClientsWords()
    {
        var failure = await Assert.ThrowsAsync<ClientResultException>(() => Client("gpt-4").GenerateEmbeddingAsync("a", cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(404, failure.Status);
        Assert.Contains("model_not_found", failure.Message, StringComparison.Ordinal);
    }

    private EmbeddingClient Client(string model) =>
        new(model, new ApiKeyCredential("anything"), new OpenAIClientOptions { Endpoint = new(_server.Address, "v1") });
}
