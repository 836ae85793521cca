namespace SK.EmbeddingGemma.Cli;

/// <summary>How results are written.</summary>
internal enum OutputFormat
{
    /// <summary>Columns for people.</summary>
    Table,

    /// <summary>One JSON document.</summary>
    Json,

    /// <summary>A JSON object a line.</summary>
    JsonLines,
}
