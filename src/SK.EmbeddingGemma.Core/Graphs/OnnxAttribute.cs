namespace SK.EmbeddingGemma.Graphs;

/// <summary>An attribute of a node: exactly one of the values is set.</summary>
/// <param name="Name">The attribute's name in the operator's definition.</param>
internal sealed record OnnxAttribute(string Name)
{
    /// <summary>Gets the value of an integer attribute.</summary>
    public long? Integer { get; private init; }

    /// <summary>Gets the value of a floating-point attribute.</summary>
    public float? Float { get; private init; }

    /// <summary>Gets the value of an attribute that is a list of integers.</summary>
    public IReadOnlyList<long>? Integers { get; private init; }

    public static OnnxAttribute Of(string name, long value) => new(name) { Integer = value };

    public static OnnxAttribute Of(string name, float value) => new(name) { Float = value };

    public static OnnxAttribute Of(string name, params ReadOnlySpan<long> values) => new(name) { Integers = values.ToArray() };
}
