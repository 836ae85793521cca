using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Sqlite;

public sealed class SqliteSessionTests
{
    [Fact]
    public void Prepare_ManyStatements_LeavesThoseInUse()
    {
        using var folder = new TemporaryFolder();
        using var session = SqliteOpening.Open(folder.PathOf("some.db"), isInMemory: false, TimeSpan.FromSeconds(1));

        for (var operation = 0; operation < 3; operation++)
        {
            var rows = session.InTransaction(writes: false, used =>
            {
                var outer = used.Prepare("SELECT 1 UNION ALL SELECT 2").Begin();
                var found = outer.Step() ? 1 : 0;
                for (var i = 0; i < 200; i++)
                    Assert.True(used.Prepare($"SELECT {i}").Begin().Step());
                return outer.Step() ? found + 1 : found;
            });
            Assert.Equal(2, rows);
        }
    }
}
