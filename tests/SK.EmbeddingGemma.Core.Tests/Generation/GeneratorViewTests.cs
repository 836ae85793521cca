using Microsoft.Extensions.AI;

namespace SK.EmbeddingGemma.Generation;

public sealed class GeneratorViewTests
{
    private static readonly EmbeddingGemmaPrompt Mine = EmbeddingGemmaPrompt.Custom("mine: ");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Views_CallsWithoutPrompt_GetTheViews()
    {
        var recorder = new RecordingGenerator();
        await recorder.ForQueries().GenerateAsync(["a"], cancellationToken: Cancellation);
        await recorder.ForDocuments("T").GenerateAsync(["a"], cancellationToken: Cancellation);
        await recorder.WithPrompt(Mine).WithDimensions(64).GenerateAsync(["a"], cancellationToken: Cancellation);
        Assert.Equal(["task: search result | query: ", "title: T | text: ", "mine: "], recorder.Prompts);
        Assert.Equal(64, recorder.Options[^1]!.Dimensions);
    }

    [Fact]
    public async Task Views_CallsThatSayOtherwise_Win()
    {
        var recorder = new RecordingGenerator();
        var options = EmbeddingGemmaPrompt.Custom("own").ToOptions(32);
        await recorder.ForDocuments("T").WithDimensions(64).GenerateAsync(["a"], options, Cancellation);
        Assert.Equal(["own"], recorder.Prompts);
        Assert.Equal(32, recorder.Options[0]!.Dimensions);
        Assert.False(recorder.Options[0]!.AdditionalProperties!.ContainsKey(EmbeddingGemmaPrompt.NameOptionsKey));
    }

    [Fact]
    public async Task Views_CallersOptions_StayAsTheyWere()
    {
        var options = new EmbeddingGenerationOptions { AdditionalProperties = new() { ["x"] = 1 } };
        await new RecordingGenerator().ForDocuments("T").WithDimensions(8).GenerateAsync(["a"], options, Cancellation);
        Assert.Null(options.Dimensions);
        Assert.Equal("x", Assert.Single(options.AdditionalProperties).Key);
    }

    [Fact]
    public async Task Views_Nested_TheLastWins()
    {
        var recorder = new RecordingGenerator();
        await recorder.ForQueries().ForDocuments().GenerateAsync(["a"], cancellationToken: Cancellation);
        Assert.Equal(["title: none | text: "], recorder.Prompts);
    }

    [Fact]
    public async Task Views_Disposed_LeaveTheGenerator()
    {
        using var recorder = new RecordingGenerator();
        var view = recorder.ForQueries().WithDimensions(3);
        view.Dispose();
        Assert.False(recorder.IsDisposed);
        Assert.Single(await view.GenerateAsync(["a"], cancellationToken: Cancellation));
    }

    [Fact]
    public void Views_GetService_PassesThrough()
    {
        var view = Generators.Nano.ForQueries().WithDimensions(64);
        Assert.Same(Generators.Nano, view.GetService<EmbeddingGemmaGenerator>());
        Assert.Equal("embeddinggemma", view.GetService<EmbeddingGeneratorMetadata>()!.ProviderName);
        Assert.Same(view, view.GetService<IEmbeddingGenerator<string, Embedding<float>>>());
    }

    [Fact]
    public void Views_NullArguments_AreRefused()
    {
        IEmbeddingGenerator<string, Embedding<float>> none = null!;
        Assert.Throws<ArgumentNullException>(() => none.ForQueries());
        Assert.Throws<ArgumentNullException>(() => none.ForDocuments());
        Assert.Throws<ArgumentNullException>(() => none.WithDimensions(1));
        Assert.Throws<ArgumentNullException>(() => Generators.Nano.WithPrompt(null!));
    }

    [Fact]
    public async Task UseDefaultPrompt_CallsWithoutPrompt_GetItAndTheBuilderOwnsItsInner()
    {
        var recorder = new RecordingGenerator();
        var builder = recorder.AsBuilder();
        using (var pipeline = builder.UseDefaultPrompt(Mine).Build())
        {
            await pipeline.GenerateAsync(["a"], cancellationToken: Cancellation);
            await pipeline.GenerateAsync(["a"], EmbeddingGemmaPrompt.None.ToOptions(), Cancellation);
        }

        Assert.Equal(["mine: ", ""], recorder.Prompts);
        Assert.True(recorder.IsDisposed);
        Assert.Throws<ArgumentNullException>(() => builder.UseDefaultPrompt(null!));
        Assert.Throws<ArgumentNullException>(() => DefaultPromptGeneratorBuilderExtensions.UseDefaultPrompt(null!, Mine));
    }
}
