using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using SK.EmbeddingGemma;

// The first values of Nano's vector for this text without a prompt, as sentence-transformers computes it.
const string Text = "Hello world";
float[] expected = [-0.1432237f, -0.1439911f, 0.1190435f, 0.1780135f, -0.0631319f, -0.0717601f, -0.0687485f, -0.105314f];

var services = new ServiceCollection();
services.AddEmbeddingGemma(options => options.Model = EmbeddingGemmaModel.Nano);
await using var provider = services.BuildServiceProvider();
var generator = provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();
var vector = await generator.WithPrompt(EmbeddingGemmaPrompt.None).GenerateVectorAsync(Text);

var difference = expected.Select((value, i) => Math.Abs(value - vector.Span[i])).Max();
Console.WriteLine($"{vector.Length} dimensions, largest difference {difference:E1}");
return vector.Length == 384 && difference < 2e-5f ? 0 : 1;
