using Microsoft.Extensions.VectorData.ProviderServices;
using SK.EmbeddingGemma.Forms;
using SK.EmbeddingGemma.Values;

namespace SK.EmbeddingGemma.Layouts;

/// <summary>The key or a data property, and where it is stored.</summary>
/// <param name="Property">The property.</param>
/// <param name="Codec">How its values are stored.</param>
/// <param name="Sql">The quoted name of its column.</param>
internal sealed record ScalarColumn(PropertyModel Property, ColumnCodec Codec, string Sql)
{
    /// <summary>Gives the stored form of the property's value in a record.</summary>
    /// <exception cref="ArgumentException">The value cannot be stored.</exception>
    public object? Read(object record)
    {
        if (Property.GetValueAsObject(record) is not { } value)
            return null;
        try
        {
            return PostgresForm.Encode(Codec, value);
        }
        catch (ArgumentException exception)
        {
            throw new ArgumentException($"The value of property '{Property.ModelName}' cannot be stored. {exception.Message}", nameof(record), exception);
        }
    }
}
