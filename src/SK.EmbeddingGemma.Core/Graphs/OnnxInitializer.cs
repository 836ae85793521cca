using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>A constant tensor of a graph: its elements stand in the graph (at hand, or made while it is written), or in a file beside it.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Type">The element type.</param>
/// <param name="Shape">The size of each dimension.</param>
internal sealed record OnnxInitializer(string Name, OnnxTensorType Type, IReadOnlyList<long> Shape)
{
    /// <summary>Gets the elements, little-endian and row-major; empty where they are not at hand.</summary>
    public ReadOnlyMemory<byte> Data { get; private init; }

    /// <summary>Gets the elements that are made while the graph is written, or <see langword="null"/> where they are not.</summary>
    public OnnxContent? Content { get; private init; }

    /// <summary>Gets the place of the elements in a file beside the graph, or <see langword="null"/> where they stand in the graph.</summary>
    public OnnxExternalData? External { get; private init; }

    public static OnnxInitializer Integers(string name, params ReadOnlySpan<long> values) =>
        new(name, OnnxTensorType.Int64, [values.Length]) { Data = MemoryMarshal.AsBytes(values).ToArray() };

    public static OnnxInitializer Floats(string name, params ReadOnlySpan<float> values) =>
        new(name, OnnxTensorType.Float, [values.Length]) { Data = MemoryMarshal.AsBytes(values).ToArray() };

    public static OnnxInitializer Bytes(string name, params ReadOnlySpan<byte> values) =>
        new(name, OnnxTensorType.UInt8, [values.Length]) { Data = values.ToArray() };

    public static OnnxInitializer Made(string name, OnnxTensorType type, IReadOnlyList<long> shape, OnnxContent content) =>
        new(name, type, shape) { Content = content };

    public static OnnxInitializer Stored(string name, OnnxTensorType type, IReadOnlyList<long> shape, OnnxExternalData place) =>
        new(name, type, shape) { External = place };
}
