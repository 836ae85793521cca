using Microsoft.Extensions.AI;

namespace SK.EmbeddingGemma;

/// <summary>The small model, loaded once for all tests.</summary>
internal static class NanoModel
{
    public static EmbeddingGemmaGenerator Generator { get; } = new(new EmbeddingGemmaOptions { Model = EmbeddingGemmaModel.Nano });

    public static EmbeddingGemmaTokenizer Tokenizer { get; } = Generator.GetService<EmbeddingGemmaTokenizer>()!;
}
