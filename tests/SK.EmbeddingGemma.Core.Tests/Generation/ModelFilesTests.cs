using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Generation;

public sealed class ModelFilesTests
{
    [Fact]
    public async Task Tokenizer_AddedTokenWithoutEmbedding_IsPlainText()
    {
        using var folder = new TemporaryFolder();
        var path = new ModelDirectoryBuilder().Write(folder);
        var json = File.ReadAllText(Path.Combine(path, "tokenizer.json"));
        const string Added = """{"id": 16384, "content": "<image_soft_token>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}, """;
        var at = json.IndexOf('{', json.IndexOf("\"added_tokens\"", StringComparison.Ordinal));
        folder.Write("tokenizer.json", json.Insert(at, Added));
        using var generator = new EmbeddingGemmaGenerator(new() { Model = EmbeddingGemmaModel.FromDirectory(path), Prompt = EmbeddingGemmaPrompt.None });

        var embeddings = await generator.GenerateAsync(["an <image_soft_token> here"], cancellationToken: TestContext.Current.CancellationToken);

        var tokenizer = EmbeddingGemmaTokenizer.FromFile(Path.Combine(path, "tokenizer.json"));
        Assert.Contains(16384, tokenizer.EncodeToIds("an <image_soft_token> here"));
        Assert.DoesNotContain(16384, tokenizer.LimitedTo(16384).EncodeToIds("an <image_soft_token> here"));
        Assert.Equal(tokenizer.LimitedTo(16384).CountTokens("an <image_soft_token> here") + 2, embeddings.Usage!.InputTokenCount);
    }

    [Fact]
    public async Task Tokenizer_OfAnotherModel_IsRefusedByName()
    {
        using var folder = new TemporaryFolder();
        var builder = new ModelDirectoryBuilder();
        builder.Config["vocab_size"] = 16000;
        using var generator = new EmbeddingGemmaGenerator(new() { Model = EmbeddingGemmaModel.FromDirectory(builder.Write(folder)) });

        var exception = await Assert.ThrowsAsync<InvalidDataException>(() => generator.GenerateAsync(["text"], cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("tokenizer.json", exception.Message, StringComparison.Ordinal);
        Assert.Contains("vocab_size", exception.Message, StringComparison.Ordinal);
    }
}
