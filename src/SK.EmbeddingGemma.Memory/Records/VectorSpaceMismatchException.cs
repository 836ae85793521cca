using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma;

/// <summary>The vectors in a store and those of the generator cannot be compared: they are of other models, prompts or lengths.</summary>
public sealed class VectorSpaceMismatchException : VectorStoreException
{
    /// <summary>Makes an exception without spaces.</summary>
    public VectorSpaceMismatchException()
    {
    }

    /// <summary>Makes an exception without spaces.</summary>
    public VectorSpaceMismatchException(string? message)
        : base(message)
    {
    }

    /// <summary>Makes an exception without spaces.</summary>
    public VectorSpaceMismatchException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Gets the space of the vectors that are stored.</summary>
    public EmbeddingGemmaSpace? StoredSpace { get; private init; }

    /// <summary>Gets the space of the generator's vectors.</summary>
    public EmbeddingGemmaSpace? GeneratorSpace { get; private init; }

    /// <summary>Makes the exception for a property of a collection.</summary>
    internal static VectorSpaceMismatchException Create(string collection, string property, EmbeddingGemmaSpace stored, EmbeddingGemmaSpace generator) =>
        new($"The vectors of '{property}' in the collection '{collection}' are of the space {stored.Fingerprint} ({stored.Model}, {stored.Dimensions} dimensions), but the generator gives those of "
            + $"{generator.Fingerprint} ({generator.Model}, {generator.Dimensions} dimensions), which cannot be compared: use the generator that they were made with, or embed the records again.")
        {
            CollectionName = collection,
            StoredSpace = stored,
            GeneratorSpace = generator,
        };
}
