using Parquet;
using Parquet.Schema;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Data;

public sealed class ParquetTableTests
{
    [Fact]
    public async Task Read_TextsNumbersAndLists_ComesInRows()
    {
        using var folder = new TemporaryFolder();
        var schema = new ParquetSchema(new DataField<string>("text"), new DataField<long>("label"), new ListField("positive", new DataField<string>("element")), new DataField<bool>("flag"));
        await using (var file = File.Create(folder.PathOf("test.parquet")))
        await using (var writer = await ParquetWriter.CreateAsync(schema, file, cancellationToken: TestContext.Current.CancellationToken))
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync(schema.DataFields[0], ["one", "two", null!]);
            await group.WriteAsync<long>(schema.DataFields[1], new long[] { 1, 2, 3 }, cancellationToken: TestContext.Current.CancellationToken);
            await group.WriteAsync(schema.DataFields[2], ["a", "b", "c", "d"], (ReadOnlyMemory<int>)new[] { 0, 1, 0, 0 });
            await group.WriteAsync<bool>(schema.DataFields[3], new[] { true, false, true }, cancellationToken: TestContext.Current.CancellationToken);
        }

        var rows = await ParquetTable.ReadAsync(folder.PathOf("test.parquet"), TestContext.Current.CancellationToken);

        Assert.Equal(["one", "two"], rows.Take(2).Select(row => row.Text("text")));
        Assert.Throws<InvalidDataException>(() => rows[2].Text("text"));
        Assert.Equal([1, 2, 3], rows.Select(row => row.Number64("label")));
        Assert.Equal(["a", "b"], rows[0].Texts("positive"));
        Assert.Equal(["d"], rows[2].Texts("positive"));
        Assert.Equal([1, 0, 1], rows.Select(row => row.Number64("flag")));
    }
}
