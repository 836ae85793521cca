using Microsoft.Extensions.AI;

namespace SK.EmbeddingGemma.Generation;

public sealed class TruncationOptionTests : IDisposable
{
    private readonly EmbeddingGemmaGenerator _cutting = Create(EmbeddingGemmaTruncation.Truncate);
    private readonly EmbeddingGemmaGenerator _strict = Create(EmbeddingGemmaTruncation.Throw);

    private static string LongText { get; } = string.Join(' ', Enumerable.Repeat("harbour", 60));

    public void Dispose()
    {
        _cutting.Dispose();
        _strict.Dispose();
    }

    [Theory]
    [InlineData(EmbeddingGemmaTruncation.Throw)]
    [InlineData("Throw")]
    [InlineData("throw")]
    public async Task Generate_Throw_RefusesWhatTheOptionsWouldCut(object truncation) =>
        await Assert.ThrowsAsync<ArgumentException>(() => EmbedAsync(_cutting, truncation));

    [Theory]
    [InlineData(EmbeddingGemmaTruncation.Truncate)]
    [InlineData("truncate")]
    public async Task Generate_Truncate_CutsWhatTheOptionsWouldRefuse(object truncation) =>
        Assert.True((await EmbedAsync(_strict, truncation)).AdditionalProperties![EmbeddingGemmaGenerator.TruncatedKey] is true);

    [Fact]
    public async Task Generate_WithoutTheKey_DoesWhatTheOptionsSay()
    {
        Assert.True((await EmbedAsync(_cutting, null)).AdditionalProperties![EmbeddingGemmaGenerator.TruncatedKey] is true);
        await Assert.ThrowsAsync<ArgumentException>(() => EmbedAsync(_strict, null));
    }

    [Theory]
    [InlineData("shorten")]
    [InlineData("17")]
    [InlineData((EmbeddingGemmaTruncation)17)]
    [InlineData(true)]
    public async Task Generate_AnythingElse_IsRefusedByName(object truncation)
    {
        var fault = await Assert.ThrowsAsync<ArgumentException>(() => EmbedAsync(_cutting, truncation));
        Assert.Contains(EmbeddingGemmaGenerator.TruncationKey, fault.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(EmbeddingGemmaTruncation.Truncate), fault.Message, StringComparison.Ordinal);
    }

    private static EmbeddingGemmaGenerator Create(EmbeddingGemmaTruncation truncation) => new(new() { Model = EmbeddingGemmaModel.Nano, MaxTokens = 24, Threads = 1, Truncation = truncation });

    private static async Task<Embedding<float>> EmbedAsync(EmbeddingGemmaGenerator generator, object? truncation)
    {
        var options = EmbeddingGemmaPrompt.Query.ToOptions();
        if (truncation is not null)
            options.AdditionalProperties![EmbeddingGemmaGenerator.TruncationKey] = truncation;
        return (await generator.GenerateAsync([LongText], options, TestContext.Current.CancellationToken))[0];
    }
}
