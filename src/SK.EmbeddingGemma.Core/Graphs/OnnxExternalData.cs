namespace SK.EmbeddingGemma.Graphs;

/// <summary>Where a tensor's elements stand outside the graph.</summary>
/// <param name="FileName">The file's name, in the folder of the graph.</param>
/// <param name="Offset">The first byte.</param>
/// <param name="Length">The number of bytes.</param>
internal sealed record OnnxExternalData(string FileName, long Offset, long Length);
