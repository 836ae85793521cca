namespace SK.EmbeddingGemma.Models;

/// <summary>Where a named model lies.</summary>
internal enum ModelOrigin
{
    /// <summary>In the application's folder, put there by the package SK.EmbeddingGemma.Models.Nano.</summary>
    Package,

    /// <summary>In the cache that Hugging Face's tools share.</summary>
    HuggingFaceCache,

    /// <summary>In a directory that the user named.</summary>
    Directory,

    /// <summary>In an ONNX export that the user named.</summary>
    Onnx,

    /// <summary>In a GGUF file that the user named.</summary>
    Gguf,
}
