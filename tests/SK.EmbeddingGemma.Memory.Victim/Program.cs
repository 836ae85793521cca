using System.Globalization;
using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma;
using SK.EmbeddingGemma.Victim;

// upsert FILE FIRST: upserts batch after batch, from FIRST on, and prints the number of each that is done, until it is killed.
// reembed FILE MODEL: migrates the notes to another model.
var (command, path) = (args[0], args[1]);
using var store = new SqliteVectorStore(new SqliteVectorStoreOptions(path) { EmbeddingGenerator = new HashGenerator(command == "reembed" ? args[2] : "one") });
var notes = store.GetCollection<int, Note>(Note.Collection);
await notes.EnsureCollectionExistsAsync();
if (command == "reembed")
{
    await notes.ReembedAsync();
    return;
}

for (var batch = int.Parse(args[2], CultureInfo.InvariantCulture); ; batch++)
{
    await notes.UpsertAsync(Note.OfBatch(batch));
    Console.WriteLine(batch);
}
