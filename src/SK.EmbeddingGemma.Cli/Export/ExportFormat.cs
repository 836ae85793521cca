namespace SK.EmbeddingGemma.Cli;

/// <summary>The formats that models are written in; the names are those of the command line.</summary>
internal enum ExportFormat
{
    /// <summary>A file for llama.cpp.</summary>
    Gguf,

    /// <summary>A file for runtimes of ONNX.</summary>
    Onnx,

    /// <summary>A folder as sentence-transformers saves it.</summary>
    Safetensors,
}
