using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma;

using var generator = new EmbeddingGemmaGenerator(new EmbeddingGemmaOptions { Model = args.Length > 0 ? EmbeddingGemmaModel.FromDirectory(args[0]) : EmbeddingGemmaModel.Nano });

// Two questions stand on the same side: both get the prompt for similar sentences, not those of a search.
var prompt = EmbeddingGemmaPrompt.SentenceSimilarity;
var (threshold, found, same) = await MeasuredThreshold.FindAsync(generator.WithPrompt(prompt), QuestionPair.Read(Path.Combine(AppContext.BaseDirectory, "pairs.tsv")));
Console.WriteLine($"threshold {threshold:F3}: finds {found} of {same} pairs that mean the same, and none of the others");

using var store = new InMemoryVectorStore().WithEmbeddingGemma(generator, new EmbeddingGemmaStoreOptions { QueryPrompt = prompt, DocumentPrompt = prompt });
var answers = store.GetCollection<Guid, CachedAnswer>("answers");
await answers.EnsureCollectionExistsAsync();

using var model = new ScriptedChatClient(); // a real one: new OpenAIClient(key).GetChatClient("gpt-5-mini").AsIChatClient()
using var client = new SemanticCachingChatClient(model, answers, threshold);
string[] questions = ["How do I export my contacts?", "How can I export my contacts?", "How do I import my contacts?"];
var cached = new List<bool>();
foreach (var question in questions)
{
    var response = await client.GetResponseAsync(question);
    cached.Add(response.AdditionalProperties?.ContainsKey(SemanticCachingChatClient.CachedFrom) == true);
    Console.WriteLine($"{question}  {response.Text}  {(cached[^1] ? "from the cache" : "from the model")}");
}

return cached is [false, true, false] ? 0 : 1;
