namespace SK.EmbeddingGemma.Models;

/// <summary>An operation of an ONNX model.</summary>
/// <param name="Operator">The operator's name.</param>
/// <param name="Inputs">The names of the values that it takes.</param>
internal sealed record OnnxNodeInfo(string Operator, IReadOnlyList<string> Inputs);
