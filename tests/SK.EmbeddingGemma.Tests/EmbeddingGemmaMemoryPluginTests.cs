using System.Text.Json;
using Microsoft.SemanticKernel;

namespace SK.EmbeddingGemma;

public sealed class EmbeddingGemmaMemoryPluginTests : IDisposable
{
    private readonly EmbeddingGemmaGenerator _generator = new(new EmbeddingGemmaOptions { Model = EmbeddingGemmaModel.Nano });
    private readonly InMemoryVectorStore _store = new();
    private readonly TextMemory _memory;
    private readonly Kernel _kernel = new();

    public EmbeddingGemmaMemoryPluginTests()
    {
        _memory = new(_store, _generator);
        _kernel.Plugins.AddFromObject(new EmbeddingGemmaMemoryPlugin(_memory), "memory");
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _memory.Dispose();
        _store.Dispose();
        _generator.Dispose();
    }

    [Fact]
    public async Task Functions_InvokedWithText_RememberRecallAndForget()
    {
        var key = await InvokeAsync<string>("remember", new() { ["text"] = "To reset your password, open the sign-in page.", ["source"] = "faq" });
        var found = await _kernel.InvokeAsync("memory", "recall", new() { ["query"] = "how do I reset my password?", ["top"] = "3" }, Cancel);
        var texts = found.GetValue<IReadOnlyList<RecalledText>>()!;
        Assert.Equal((key, "faq"), (texts[0].Key, texts[0].Source));
        var json = JsonSerializer.SerializeToElement(found.GetValue<object>());
        Assert.Equal("To reset your password, open the sign-in page.", json[0].GetProperty("Text").GetString());

        Assert.True(await InvokeAsync<bool>("forget", new() { ["key"] = key }));
        Assert.False(await InvokeAsync<bool>("forget", new() { ["key"] = key }));
        Assert.Empty((await InvokeAsync<IReadOnlyList<RecalledText>>("recall", new() { ["query"] = "password" }))!);
    }

    [Fact]
    public void Functions_AllAndTheirParameters_AreDescribed() =>
        Assert.All(_kernel.Plugins["memory"], function =>
        {
            Assert.NotEmpty(function.Description);
            Assert.All(function.Metadata.Parameters, parameter => Assert.NotEmpty(parameter.Description));
        });

    private async Task<T?> InvokeAsync<T>(string function, KernelArguments arguments) =>
        (await _kernel.InvokeAsync("memory", function, arguments, Cancel)).GetValue<T>();
}
