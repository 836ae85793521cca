namespace SK.EmbeddingGemma.Cli;

/// <summary>What a line of input is.</summary>
internal enum LineFormat
{
    /// <summary>A text as it is.</summary>
    Text,

    /// <summary>A JSON string, or an object with a text.</summary>
    Json,
}
