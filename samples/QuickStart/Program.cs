using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using SK.EmbeddingGemma;

string[] documents =
[
    "Dispose a service scope when the request ends, and the scoped services are disposed with it.",
    "Use a cancellation token to stop an asynchronous operation that takes too long.",
    "A foreach loop visits each element of a collection in order.",
    "Register a type with AddSingleton to share one instance in the whole application.",
    "Read a text file line by line with a StreamReader.",
];

var services = new ServiceCollection();
services.AddEmbeddingGemma(options => options.Model = EmbeddingGemmaModel.Nano);
await using var provider = services.BuildServiceProvider();
var generator = provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();

var index = await generator.ForDocuments().GenerateAsync(documents);
foreach (var question in new[] { "How can I cancel a task?", "How do I share one object everywhere with dependency injection?" })
{
    var query = await generator.ForQueries().GenerateVectorAsync(question);
    Console.WriteLine(question);
    foreach (var (score, text) in index
        .Select((document, i) => (Score: TensorPrimitives.CosineSimilarity(query.Span, document.Vector.Span), Text: documents[i]))
        .OrderByDescending(match => match.Score).Take(3))
    {
        Console.WriteLine($"  {score:F3}  {text}");
    }
}
