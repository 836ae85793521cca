using SK.EmbeddingGemma;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Services.AddEmbeddingGemma(options => options.Model = EmbeddingGemmaModel.Nano);
builder.Services.AddEmbeddingGemmaServer(options => options.StorePath = "memory.db");

await using var app = builder.Build();
app.MapEmbeddingGemma();
await app.RunAsync();
