using System.Numerics.Tensors;
using System.Text.Json;

namespace SK.EmbeddingGemma.Server.Npm;

/// <summary>The openai package of npm, unchanged but for the address. By default it asks for base64 and takes nothing else.</summary>
public sealed class OpenAIPackageTests
{
    private static readonly string[] Texts = ["How can I cancel a task?", "Bake bread at 220 degrees.", "Grüße 😀", "x"];

    [Fact]
    public async Task Embeddings_ByItsDefaultsAndAsFloats_AreTheLibrarys()
    {
        await OpenAIPackage.InstallAsync();
        using var server = await ServerProcess.StartAsync();
        var request = $$"""{"base":"{{server.Address}}v1","model":"embeddinggemma-nano:query","texts":{{JsonSerializer.Serialize(Texts)}},"dimensions":256}""";
        var answer = JsonDocument.Parse(await OpenAIPackage.EmbedAsync(request)).RootElement;
        using var generator = new EmbeddingGemmaGenerator(new() { Model = EmbeddingGemmaModel.Nano });
        var own = await generator.GenerateAsync(Texts, EmbeddingGemmaPrompt.Query.ToOptions(256), TestContext.Current.CancellationToken);
        for (var i = 0; i < Texts.Length; i++)
        {
            foreach (var form in new[] { "defaults", "floats" })
            {
                float[] vector = [.. answer.GetProperty(form)[i].EnumerateArray().Select(value => (float)value.GetDouble())];
                Assert.Equal(own[i].Vector.Length, vector.Length);
                Assert.InRange(TensorPrimitives.Distance<float>(own[i].Vector.Span, vector), 0, 1e-5f); // the last bits may depend on the texts that one is computed with
            }
        }

        Assert.Contains("embeddinggemma-nano:query", answer.GetProperty("models").EnumerateArray().Select(model => model.GetString()));
        Assert.Equal("embeddinggemma-nano", answer.GetProperty("one").GetString());
        Assert.Equal(404, answer.GetProperty("unknown").GetProperty("status").GetInt32());
        Assert.Equal("model_not_found", answer.GetProperty("unknown").GetProperty("code").GetString());
        Assert.Equal(0, await server.StopAsync());
    }
}
