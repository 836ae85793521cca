namespace SK.EmbeddingGemma;

/// <summary>Number formats whose vectors can be compared with one another.</summary>
public enum EmbeddingGemmaPrecisionFamily
{
    /// <summary>Those that this library computes a model's weights in: <see cref="EmbeddingGemmaPrecision.Float32"/>, <see cref="EmbeddingGemmaPrecision.Int8"/> and <see cref="EmbeddingGemmaPrecision.Int4"/>.</summary>
    Weights = 0,

    /// <summary>Whatever an ONNX export was written in.</summary>
    Export = 1,
}
