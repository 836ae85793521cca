namespace SK.EmbeddingGemma.Values;

/// <summary>The codec of one value. The stored forms have the order of the values.</summary>
internal abstract class ScalarCodec(string name, ValueKind kind, string columnType) : ColumnCodec(name, kind, columnType)
{
    /// <summary>The length of the part of a stored date with time that counts when two are compared: without kind or offset.</summary>
    private const int ComparedLength = 27;

    private bool ComparesPrefix => Kind is ValueKind.DateTime or ValueKind.DateTimeOffset;

    /// <summary>Gets the stored form of the value that a new column has in old rows; <see langword="null"/> for none.</summary>
    public abstract object? Default { get; }

    /// <summary>Gives the SQL of what is compared, from the SQL of the stored form.</summary>
    public string Comparable(string sql) => ComparesPrefix ? $"substr({sql}, 1, {ComparedLength})" : sql;

    /// <summary>Gives what stored forms are compared with.</summary>
    public object EncodeComparand(object value)
    {
        var stored = Encode(value);
        return ComparesPrefix ? ((string)stored)[..ComparedLength] : stored;
    }

    /// <summary>Gets what makes an array or a list of a type from its values.</summary>
    public abstract Func<IReadOnlyList<object?>, object> ListMaker(Type type);
}
