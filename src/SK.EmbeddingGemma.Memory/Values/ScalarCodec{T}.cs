namespace SK.EmbeddingGemma.Values;

/// <summary>The codec of values of a value type.</summary>
internal sealed class ScalarCodec<T>(string name, ValueKind kind, string columnType, Func<T, object> encode, Func<object, T> decode)
    : ScalarCodec(name, kind, columnType)
    where T : struct
{
    /// <inheritdoc/>
    public override object? Default => Encode(default(T));

    /// <inheritdoc/>
    public override object Encode(object value) => encode((T)value);

    /// <inheritdoc/>
    public override object Decode(object stored) => decode(stored);

    /// <inheritdoc/>
    public override Func<IReadOnlyList<object?>, object> ListMaker(Type type)
    {
        if (type == typeof(T[]))
            return static values => values.Select(value => (T)value!).ToArray();
        if (type == typeof(T?[]))
            return static values => values.Select(value => (T?)value).ToArray();
        if (type == typeof(List<T>))
            return static values => values.Select(value => (T)value!).ToList();
        return static values => values.Select(value => (T?)value).ToList();
    }
}
