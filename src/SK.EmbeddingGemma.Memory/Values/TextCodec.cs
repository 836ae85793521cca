namespace SK.EmbeddingGemma.Values;

/// <summary>The codec of texts. A text that is no valid Unicode is refused, because the database would give back another.</summary>
internal sealed class TextCodec() : ScalarCodec("string", ValueKind.Text, "TEXT")
{
    /// <inheritdoc/>
    public override object? Default => null;

    /// <inheritdoc/>
    public override object Encode(object value) => UnicodeText.Checked((string)value, "A text to be stored or compared");

    /// <inheritdoc/>
    public override object Decode(object stored) => (string)stored;

    /// <inheritdoc/>
    public override Func<IReadOnlyList<object?>, object> ListMaker(Type type) =>
        type == typeof(string[]) ? static values => values.Select(value => (string)value!).ToArray() : static values => values.Select(value => (string)value!).ToList();
}
