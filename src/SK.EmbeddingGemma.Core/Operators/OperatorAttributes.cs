namespace SK.EmbeddingGemma.Operators;

/// <summary>The attributes of a node.</summary>
/// <param name="info">The runtime's description of it.</param>
internal readonly struct OperatorAttributes(nint info)
{
    /// <summary>Returns a whole number.</summary>
    /// <param name="name">The attribute, as UTF-8 that ends in 0, as literals do.</param>
    public int Integer(ReadOnlySpan<byte> name) => checked((int)OnnxRuntimeApi.Integer(info, name));

    /// <summary>Returns a number.</summary>
    /// <inheritdoc cref="Integer"/>
    public float Float(ReadOnlySpan<byte> name) => OnnxRuntimeApi.Float(info, name);
}
