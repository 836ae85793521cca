namespace SK.EmbeddingGemma.Models;

/// <summary>What a module of modules.json does; the value is its place in the order.</summary>
internal enum ModuleKind
{
    /// <summary>Tokens to one vector each.</summary>
    Transformer,

    /// <summary>The vectors of the tokens to one.</summary>
    Pooling,

    /// <summary>A linear layer; there may be several or none.</summary>
    Dense,

    /// <summary>Division by the vector's length.</summary>
    Normalize,
}
