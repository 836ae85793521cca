using Microsoft.Extensions.AI;
using Microsoft.ML.OnnxRuntime;

namespace SK.EmbeddingGemma;

public sealed class DirectMLOptionsExtensionsTests
{
    private static bool HasDirectML => OrtEnv.Instance().GetAvailableProviders().Contains("DmlExecutionProvider", StringComparer.Ordinal);

    [Fact]
    public void UseDirectML_Device_IsChosen()
    {
        var options = new EmbeddingGemmaOptions();
        Assert.Same(options, options.UseDirectML(2));
        Assert.Equal((EmbeddingGemmaExecutionProvider.DirectML, 2), (options.ExecutionProvider, options.ExecutionDevice));
        Assert.Equal(0, options.UseDirectML().ExecutionDevice);
    }

    [Fact]
    public void UseDirectML_BadArguments_AreRefused()
    {
        Assert.Throws<ArgumentNullException>(() => DirectMLOptionsExtensions.UseDirectML(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EmbeddingGemmaOptions().UseDirectML(-1));
    }

    [Fact]
    public async Task Generate_NotInstalled_NamesThePackage()
    {
        Assert.SkipWhen(HasDirectML, "DirectML is installed here.");
        using var generator = new EmbeddingGemmaGenerator(new EmbeddingGemmaOptions { Model = EmbeddingGemmaModel.Nano }.UseDirectML());
        var fault = await Assert.ThrowsAsync<NotSupportedException>(() => generator.GenerateVectorAsync("a", cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("SK.EmbeddingGemma.DirectML", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_OnADevice_HasTheProcessorsVector()
    {
        Assert.SkipUnless(HasDirectML, "ONNX Runtime for DirectML is not installed here: it is on Windows alone.");
        using var generator = new EmbeddingGemmaGenerator(new EmbeddingGemmaOptions { Model = EmbeddingGemmaModel.Nano, RequireExecutionProvider = true }.UseDirectML());
        using var cpu = new EmbeddingGemmaGenerator(new EmbeddingGemmaOptions { Model = EmbeddingGemmaModel.Nano });
        foreach (var text in (string[])["a", "What is the capital of France?", string.Concat(Enumerable.Repeat("a long text about nothing ", 100))])
        {
            var expected = await cpu.GenerateVectorAsync(text, EmbeddingGemmaPrompt.None.ToOptions(), TestContext.Current.CancellationToken);
            var found = await generator.GenerateVectorAsync(text, EmbeddingGemmaPrompt.None.ToOptions(), TestContext.Current.CancellationToken);
            Assert.InRange(System.Numerics.Tensors.TensorPrimitives.CosineSimilarity(expected.Span, found.Span), 0.999f, 1.001f);
        }
    }
}
