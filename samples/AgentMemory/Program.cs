using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.VectorData;
using Microsoft.SemanticKernel;
using SK.EmbeddingGemma;

var path = args.Length > 0 ? args[0] : Path.Combine(Directory.CreateTempSubdirectory("agent-memory-").FullName, "memory.db");

var builder = Kernel.CreateBuilder();
builder.AddEmbeddingGemma(options => options.Model = EmbeddingGemmaModel.Nano);
builder.Services.AddSingleton<IChatClient>(new ScriptedChatClient()); // a real one: new OpenAIClient(key).GetChatClient("gpt-5-mini").AsIChatClient()
var kernel = builder.Build();

using var memory = new TextMemory(new SqliteVectorStore(path), kernel.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>());
var plugin = kernel.Plugins.AddFromObject(new EmbeddingGemmaMemoryPlugin(memory), "memory");

using var agent = new ChatClientBuilder(kernel.GetRequiredService<IChatClient>()).UseFunctionInvocation().Build();
var options = new ChatOptions { Tools = [.. plugin.AsAIFunctions(kernel)] };
string[] turns =
[
    "My daughter is allergic to peanuts.",
    "We moved to Lisbon in March.",
    "Our cat is called Miso.",
    "What must I not put into my child's lunch box?",
    "Where did we move this year?",
    "What is the boiling point of tungsten?",
];
var answers = new List<string>();
foreach (var turn in turns)
{
    // A conversation of its own each time: what the agent knows, it has from its memory.
    var answer = await agent.GetResponseAsync([new ChatMessage(ChatRole.System, "Remember what you are told; recall before you answer."), new ChatMessage(ChatRole.User, turn)], options);
    Console.WriteLine($"user:  {turn}");
    Console.WriteLine($"agent: {answer.Text}");
    answers.Add(answer.Text);
}

return answers[3].Contains("peanuts", StringComparison.Ordinal) && answers[4].Contains("Lisbon", StringComparison.Ordinal) && answers[5].Contains("do not know", StringComparison.Ordinal) ? 0 : 1;
