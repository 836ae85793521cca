using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma;

const int Dimensions = 256;

using var generator = new EmbeddingGemmaGenerator(new EmbeddingGemmaOptions { Model = EmbeddingGemmaModel.Nano });
using var store = new InMemoryVectorStore().WithEmbeddingGemma(generator); // or new SqliteVectorStore("history.db")

// The framework embeds what is said and what is asked with one generator and no prompt; the decorated store puts the right one on each side.
var scope = new ChatHistoryMemoryProviderScope { UserId = "ada" };
using var history = new ChatHistoryMemoryProvider(store, "history", Dimensions, _ => new(scope, scope));

using IChatClient model = new ScriptedChatClient(); // a real one: new OpenAIClient(key).GetChatClient("gpt-5-mini").AsIChatClient()
var agent = model.AsAIAgent(new ChatClientAgentOptions { Name = "assistant", AIContextProviders = [history] });

foreach (var told in new[] { "I forgot my password and cannot sign in.", "The invoice of May was paid twice.", "My parcel arrived with a broken lid." })
    await agent.RunAsync(told, await agent.CreateSessionAsync()); // a session of its own: nothing is left of it but the memory

var answer = await agent.RunAsync("What was wrong with my delivery?", await agent.CreateSessionAsync());
Console.WriteLine(answer.Text);
return answer.Text.Contains("broken lid", StringComparison.Ordinal) ? 0 : 1;
