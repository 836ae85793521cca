using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using SK.EmbeddingGemma;

var services = new ServiceCollection();
services.AddEmbeddingGemma(options => (options.Model, options.ExecutionProvider) = (EmbeddingGemmaModel.Nano, EmbeddingGemmaExecutionProvider.Auto));
await using var provider = services.BuildServiceProvider();
var vector = await provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>().WithPrompt(EmbeddingGemmaPrompt.None).GenerateVectorAsync("Hello world");

// The first value of Nano's vector, as sentence-transformers computes it.
Console.WriteLine($"{vector.Length} dimensions, the first {vector.Span[0]:0.000000}");
return Math.Abs(vector.Span[0] + 0.1432237f) < 2e-5f ? 0 : 1;
