namespace SK.EmbeddingGemma.Graphs;

/// <summary>One operation of a graph.</summary>
/// <param name="Operator">The operator's name.</param>
/// <param name="Domain">The operator set: empty for ONNX's own, <c>com.microsoft</c> for ONNX Runtime's.</param>
/// <param name="Inputs">Names of the values taken; an empty name leaves an optional input out.</param>
/// <param name="Outputs">Names of the values given; an empty name leaves an optional output out.</param>
/// <param name="Attributes">The operator's settings.</param>
internal sealed record OnnxNode(string Operator, string Domain, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, IReadOnlyList<OnnxAttribute> Attributes);
