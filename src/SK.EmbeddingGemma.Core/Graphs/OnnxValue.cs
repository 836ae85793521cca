namespace SK.EmbeddingGemma.Graphs;

/// <summary>A graph's input or output, a tensor.</summary>
/// <param name="Name">The value's name.</param>
/// <param name="Type">The tensor's element type.</param>
/// <param name="Shape">The size of each dimension (a number or a name for one that varies).</param>
internal sealed record OnnxValue(string Name, OnnxTensorType Type, IReadOnlyList<string> Shape);
