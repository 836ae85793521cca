namespace SK.EmbeddingGemma;

/// <summary>What a model is computed by: a part of ONNX Runtime, which the application's native package brings.</summary>
public enum EmbeddingGemmaExecutionProvider
{
    /// <summary>The processor, by this library's own operators: the default, in any number format, at full speed with any native package.</summary>
    Cpu,

    /// <summary>The best that the installed native package offers, the processor where it offers no other or where its vectors are wrong.</summary>
    Auto,

    /// <summary>DirectML: any GPU or NPU with DirectX 12, on Windows. The package SK.EmbeddingGemma.DirectML brings it.</summary>
    DirectML,

    /// <summary>CUDA: GPUs of NVIDIA. The package Microsoft.ML.OnnxRuntime.Gpu brings it.</summary>
    Cuda,

    /// <summary>Core ML: Apple's processors. The package Microsoft.ML.OnnxRuntime brings it on macOS and iOS.</summary>
    CoreML,

    /// <summary>OpenVINO: Intel's processors, GPUs and NPUs. The package Intel.ML.OnnxRuntime.OpenVino brings it.</summary>
    OpenVino,
}
