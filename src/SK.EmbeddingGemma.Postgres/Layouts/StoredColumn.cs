namespace SK.EmbeddingGemma.Layouts;

/// <summary>What the database says about one property of a collection.</summary>
/// <param name="Ordinal">Its number in the collection, from 0: part of the names of its hidden columns.</param>
/// <param name="Name">The storage name of the property.</param>
/// <param name="Column">Its column.</param>
/// <param name="Kind">One of the constants of this type.</param>
/// <param name="Type">What tells stored forms apart.</param>
/// <param name="Dimensions">The length of vectors; 0 for others.</param>
/// <param name="Distance">The distance function of vectors.</param>
/// <param name="Format">The name of a <see cref="PostgresVectorFormat"/>, of vectors.</param>
/// <param name="IsFullText">Whether its words are indexed.</param>
internal sealed record StoredColumn(int Ordinal, string Name, string Column, string Kind, string Type, int Dimensions, string? Distance, string? Format, bool IsFullText)
{
    /// <summary>The kind of the key.</summary>
    public const string Key = "key";

    /// <summary>The kind of data.</summary>
    public const string Data = "data";

    /// <summary>The kind of vectors.</summary>
    public const string Vector = "vector";
}
