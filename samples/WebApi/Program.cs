using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddEmbeddingGemma(options =>
{
    options.Model = EmbeddingGemmaModel.Nano;
    options.LoadAtStartup = true; // the first request does not wait for the model
});
builder.Services.AddEmbeddingGemmaVectorStore(_ => new SqliteVectorStore(builder.Configuration["Store"] ?? "notes.db"));
builder.Services.AddSingleton(services => services.GetRequiredService<VectorStore>().GetCollection<Guid, Note>("notes"));
builder.Services.AddHealthChecks().AddEmbeddingGemma();

await using var app = builder.Build();
await app.Services.GetRequiredService<VectorStoreCollection<Guid, Note>>().EnsureCollectionExistsAsync();

app.MapPost("/notes", async (NewNote note, VectorStoreCollection<Guid, Note> notes, CancellationToken cancellationToken) =>
{
    var kept = new Note { Id = Guid.CreateVersion7(), Title = note.Title, Text = note.Text };
    await notes.UpsertAsync(kept, cancellationToken);
    return Results.Created($"/notes/{kept.Id}", new { kept.Id });
});
app.MapGet("/notes/{id:guid}", async (Guid id, VectorStoreCollection<Guid, Note> notes, CancellationToken cancellationToken) =>
    await notes.GetAsync(id, cancellationToken: cancellationToken) is { } note ? Results.Ok(new NewNote(note.Title, note.Text)) : Results.NotFound());
app.MapGet("/search", (string q, VectorStoreCollection<Guid, Note> notes, int top = 3) =>
    notes.SearchAsync(q, Math.Clamp(top, 1, 50)).Select(found => new { found.Record.Id, found.Record.Title, found.Record.Text, found.Score }));
app.MapDelete("/notes/{id:guid}", async (Guid id, VectorStoreCollection<Guid, Note> notes, CancellationToken cancellationToken) =>
{
    await notes.DeleteAsync(id, cancellationToken);
    return Results.NoContent();
});
app.MapHealthChecks("/health");
await app.RunAsync();
