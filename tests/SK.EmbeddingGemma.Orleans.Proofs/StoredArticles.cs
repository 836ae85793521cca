using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using Npgsql;

namespace SK.EmbeddingGemma;

/// <summary>What is in the shared store, read with plain SQL.</summary>
internal static class StoredArticles
{
    private const int Sample = 200;

    /// <summary>Asserts that each document is there once, and that vectors are those of their texts.</summary>
    public static async Task AssertWholeAsync(string connectionString, int documents, IEmbeddingGenerator<string, Embedding<float>> generator)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var counts = source.CreateCommand("""SELECT count(*), count(DISTINCT "Id"), min("Id"), max("Id"), count("Embedding") FROM articles""");
        await using (var reader = await counts.ExecuteReaderAsync())
        {
            Assert.True(await reader.ReadAsync());
            Assert.Equal((documents, documents, 0, documents - 1, documents), (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4)));
        }

        using var local = new EmbeddingGemmaGenerator(new EmbeddingGemmaOptions { Model = EmbeddingGemmaModel.Nano });
        Assert.Equal(local.GetService<EmbeddingGemmaSpace>(), generator.GetService<EmbeddingGemmaSpace>());
        await using var sample = source.CreateCommand($"""SELECT "Title", "Text", "Embedding" FROM articles WHERE "Id" % {documents / Sample} = 7""");
        await using var rows = await sample.ExecuteReaderAsync();
        var compared = 0;
        while (await rows.ReadAsync())
        {
            var expected = await local.ForDocuments(rows.GetString(0)).GenerateAsync([rows.GetString(1)]);
            Assert.InRange(TensorPrimitives.CosineSimilarity<float>(expected[0].Vector.Span, rows.GetFieldValue<float[]>(2)), 0.9999f, 1.0001f);
            compared++;
        }

        Assert.Equal(Sample, compared);
    }
}
