using Microsoft.Extensions.VectorData.ProviderServices;

namespace SK.EmbeddingGemma.Layouts;

/// <summary>Where the properties of a record are stored. Immutable: a change of the collection's schema makes a new one.</summary>
/// <param name="Collection">The collection's number in the database.</param>
/// <param name="Revision">The number of changes to its schema.</param>
/// <param name="Table">The table of its records, in SQL.</param>
/// <param name="Key">The key.</param>
/// <param name="Data">The data properties, in the order of the model.</param>
/// <param name="Vectors">The vector properties, in the order of the model.</param>
/// <param name="WordColumns">The quoted columns of indexed words, by property.</param>
internal sealed record CollectionLayout(
    long Collection, long Revision, string Table, ScalarColumn Key, IReadOnlyList<ScalarColumn> Data, IReadOnlyList<VectorColumn> Vectors, IReadOnlyDictionary<string, string> WordColumns)
{
    /// <summary>Gets the key and the data.</summary>
    public IEnumerable<ScalarColumn> Scalars => Data.Prepend(Key);

    /// <summary>Gets where vectors of a property are stored.</summary>
    public VectorColumn VectorOf(VectorPropertyModel property) => Vectors.First(vector => ReferenceEquals(vector.Property, property));

    /// <summary>Gets where the key or a data property is stored; <see langword="null"/> for vectors.</summary>
    public ScalarColumn? ScalarOf(PropertyModel property) => Scalars.FirstOrDefault(scalar => ReferenceEquals(scalar.Property, property));
}
