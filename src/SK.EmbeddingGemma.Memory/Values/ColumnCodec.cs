using SK.EmbeddingGemma.Records;

namespace SK.EmbeddingGemma.Values;

/// <summary>Brings the values of a property into the forms a database keeps, and back. Immutable and thread-safe.</summary>
/// <param name="name">What the schema keeps to tell stored forms apart.</param>
/// <param name="kind">How values compare.</param>
/// <param name="columnType">The type of the column, in SQL.</param>
internal abstract class ColumnCodec(string name, ValueKind kind, string columnType)
{
    /// <summary>Gets what the schema keeps to tell stored forms apart.</summary>
    public string Name { get; } = name;

    /// <summary>Gets how values compare.</summary>
    public ValueKind Kind { get; } = kind;

    /// <summary>Gets the type of the column, in SQL.</summary>
    public string ColumnType { get; } = columnType;

    /// <summary>Gets the codec for a supported type, nullable or not.</summary>
    /// <exception cref="NotSupportedException">There is none.</exception>
    public static ColumnCodec For(Type type)
    {
        if (ScalarCodecs.Find(Nullable.GetUnderlyingType(type) ?? type) is { } scalar)
            return scalar;
        return SupportedTypes.ElementOf(type) is { } element && ScalarCodecs.Find(Nullable.GetUnderlyingType(element) ?? element) is { } codec
            ? new ListCodec(codec, codec.ListMaker(type))
            : throw new NotSupportedException($"Values of type '{type.Name}' cannot be stored: use one of {SupportedTypes.DataNames}.");
    }

    /// <summary>Gives the stored form: a <see cref="long"/>, a <see cref="double"/>, a <see cref="string"/> or bytes.</summary>
    public abstract object Encode(object value);

    /// <summary>Gives the value of a stored form.</summary>
    public abstract object Decode(object stored);
}
