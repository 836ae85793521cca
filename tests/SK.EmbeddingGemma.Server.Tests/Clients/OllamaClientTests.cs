using Microsoft.Extensions.AI;
using OllamaSharp;
using OllamaSharp.Models;

namespace SK.EmbeddingGemma.Server.Clients;

/// <summary>OllamaSharp, unchanged but for the address.</summary>
public sealed class OllamaClientTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static readonly string[] Texts = ["How can I cancel a task?", "Bake bread at 220 degrees."];

    private readonly TestServer _server = shared.Server;

    [Fact]
    public async Task AsIEmbeddingGenerator_GivesTheLibrarysVectors()
    {
        using var client = new OllamaApiClient(_server.Address, "embeddinggemma-nano:query");
        IEmbeddingGenerator<string, Embedding<float>> generator = client;
        var embeddings = await generator.GenerateAsync(Texts, cancellationToken: TestContext.Current.CancellationToken);
        for (var i = 0; i < Texts.Length; i++)
            TestServer.AssertSame(await _server.VectorAsync(Texts[i], EmbeddingGemmaPrompt.Query), embeddings[i].Vector.ToArray());
    }

    [Fact]
    public async Task Embed_WithDimensions_GivesTheLibrarysVectors()
    {
        using var client = new OllamaApiClient(_server.Address);
        var answer = await client.EmbedAsync(new EmbedRequest { Model = "embeddinggemma-nano", Input = [.. Texts], Dimensions = 64 }, TestContext.Current.CancellationToken);
        TestServer.AssertSame(await _server.VectorAsync(Texts[1], EmbeddingGemmaPrompt.None, 64), answer.Embeddings[1]);
    }

    [Fact]
    public async Task ListShowAndVersion_AreUnderstood()
    {
        using var client = new OllamaApiClient(_server.Address);
        Assert.Contains(await client.ListLocalModelsAsync(TestContext.Current.CancellationToken), model => model.Name == "embeddinggemma-nano:latest");
        Assert.Equal("gemma3", (await client.ShowModelAsync(new ShowModelRequest { Model = "embeddinggemma-nano" }, TestContext.Current.CancellationToken)).Details.Family);
        Assert.NotNull(await client.GetVersionAsync(TestContext.Current.CancellationToken));
    }
}
