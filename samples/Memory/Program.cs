using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;
using Microsoft.SemanticKernel;
using SK.EmbeddingGemma;

Directory.SetCurrentDirectory(Directory.CreateTempSubdirectory("memory-sample-").FullName); // so that each run begins anew

// The line without which this needs no server, no key and no network.
using var generator = new EmbeddingGemmaGenerator(new EmbeddingGemmaOptions { Model = EmbeddingGemmaModel.Nano });

using var store = new SqliteVectorStore("memory.db").WithEmbeddingGemma(generator);
var notes = store.GetCollection<Guid, Note>("notes");
await notes.EnsureCollectionExistsAsync();
await notes.UpsertAsync(
[
    new Note { Title = "Tasks", Text = "Pass a cancellation token to stop an asynchronous operation." },
    new Note { Title = "Files", Text = "A StreamReader reads a text file line by line." },
]);
await foreach (var found in notes.SearchAsync("How can I cancel a task?", top: 1))
    Console.WriteLine($"{found.Record.Title}: {found.Record.Text}");

using var memory = new TextMemory(store, generator);
await memory.RememberAsync("The build server is restarted every Sunday at four in the morning.", source: "operations");
foreach (var text in await memory.RecallAsync("When does the build server restart?"))
    Console.WriteLine($"{text.Source}: {text.Text}");

var kernel = new Kernel();
kernel.Plugins.AddFromObject(new EmbeddingGemmaMemoryPlugin(memory), "memory");
var recalled = await kernel.InvokeAsync<IReadOnlyList<RecalledText>>("memory", "recall", new() { ["query"] = "When does the build server restart?" });
Console.WriteLine($"The plugin recalls {recalled!.Count} text.");
return recalled.Count == 1 ? 0 : 1;
