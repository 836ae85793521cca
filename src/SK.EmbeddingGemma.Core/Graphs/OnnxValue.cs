namespace SK.EmbeddingGemma.Graphs;

/// <summary>A graph's input or output: a tensor, or a sequence of tensors.</summary>
/// <param name="Name">The value's name.</param>
/// <param name="Type">The tensors' element type.</param>
/// <param name="Shape">The size of each dimension (a number or a name for one that varies); <see langword="null"/> where not even the rank is stated.</param>
/// <param name="IsSequence">Whether the value is a sequence of such tensors.</param>
internal sealed record OnnxValue(string Name, OnnxTensorType Type, IReadOnlyList<string>? Shape, bool IsSequence = false);
