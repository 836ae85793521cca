namespace SK.EmbeddingGemma.Models;

/// <summary>How far the attention of a layer reaches.</summary>
internal enum LayerKind
{
    /// <summary>A token sees the tokens within <see cref="GemmaConfig.LocalRadius"/> on either side.</summary>
    Local,

    /// <summary>A token sees the whole text.</summary>
    Global,
}
