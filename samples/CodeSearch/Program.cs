using System.Diagnostics;
using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma;

var folder = args.Length > 0 ? args[0] : Path.Combine(FindRepository(), "src", "SK.EmbeddingGemma.Core", "Tokenization");
string[] questions = args.Length > 1 ? args[1..] : ["merge pairs of symbols by their rank", "read tokenizer.json", "cut a text that has too many tokens"];

using var generator = new EmbeddingGemmaGenerator(new EmbeddingGemmaOptions { Model = EmbeddingGemmaModel.Nano });
using var store = new InMemoryVectorStore().WithEmbeddingGemma(generator, new EmbeddingGemmaStoreOptions { QueryPrompt = EmbeddingGemmaPrompt.CodeRetrieval });
var chunks = store.GetCollection<string, CodeChunk>("code");
await chunks.EnsureCollectionExistsAsync();

var watch = Stopwatch.StartNew();
var chunker = TextChunker.For(generator, new TextChunkerOptions { MaxTokens = 256 });
var batch = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
    .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
    .Order(StringComparer.Ordinal)
    .SelectMany(path => Split(path)).ToList();
await chunks.UpsertAsync(batch);
Console.Error.WriteLine($"{batch.Count} chunks indexed in {watch.Elapsed.TotalSeconds:F0} s");

foreach (var question in questions)
{
    Console.WriteLine(question);
    await foreach (var found in chunks.SearchAsync(question, top: 3))
        Console.WriteLine($"  {found.Score:F3}  {found.Record.Path}:{found.Record.Line}");
}

IEnumerable<CodeChunk> Split(string path)
{
    var source = File.ReadAllText(path);
    var relative = Path.GetRelativePath(folder, path).Replace('\\', '/');
    foreach (var chunk in chunker.Split(source, TextKind.Code, relative))
    {
        var line = source.AsSpan(0, chunk.Start).Count('\n') + 1;
        yield return new() { Id = $"{relative}:{line}:{chunk.Start}", Path = relative, Line = line, Text = chunk.Text };
    }
}

static string FindRepository()
{
    for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
    {
        if (File.Exists(Path.Combine(folder.FullName, "SK.EmbeddingGemma.sln")))
            return folder.FullName;
    }

    throw new DirectoryNotFoundException("This is not run inside the repository: give a folder with C# files.");
}
