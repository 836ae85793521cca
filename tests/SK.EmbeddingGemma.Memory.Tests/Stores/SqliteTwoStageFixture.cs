namespace SK.EmbeddingGemma.Stores;

/// <summary>SQLite with search in two stages.</summary>
public sealed class SqliteTwoStageFixture : SqliteFixture
{
    /// <inheritdoc/>
    protected override VectorSearchStrategy Search => VectorSearchStrategy.TwoStage;
}
