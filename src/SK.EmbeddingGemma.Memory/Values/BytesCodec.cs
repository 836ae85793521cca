namespace SK.EmbeddingGemma.Values;

/// <summary>The codec of bytes.</summary>
internal sealed class BytesCodec() : ScalarCodec("byte[]", ValueKind.Bytes, "BLOB")
{
    /// <inheritdoc/>
    public override object? Default => null;

    /// <inheritdoc/>
    public override object Encode(object value) => (byte[])value;

    /// <inheritdoc/>
    public override object Decode(object stored) => (byte[])stored;

    /// <inheritdoc/>
    public override Func<IReadOnlyList<object?>, object> ListMaker(Type type) => throw new NotSupportedException("Lists of byte arrays cannot be stored: store one array, or texts.");
}
