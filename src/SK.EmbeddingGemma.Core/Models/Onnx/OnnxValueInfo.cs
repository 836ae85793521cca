namespace SK.EmbeddingGemma.Models;

/// <summary>An input or output of an ONNX model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Its sizes, outermost first; <see langword="null"/> for those that are free.</param>
internal sealed record OnnxValueInfo(string Name, IReadOnlyList<long?> Shape);
