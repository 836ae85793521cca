using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma;

/// <summary>Vectors of one space met a collection whose vectors are of another: their scores would mean nothing.</summary>
public sealed class VectorSpaceMismatchException : VectorStoreException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="storedSpace">The space of the stored vectors.</param>
    /// <param name="generatorSpace">The space of the generator's vectors.</param>
    public VectorSpaceMismatchException(string message, string storedSpace, string generatorSpace)
        : base(message)
    {
        StoredSpace = storedSpace;
        GeneratorSpace = generatorSpace;
    }

    /// <summary>Gets the space of the stored vectors.</summary>
    public string StoredSpace { get; }

    /// <summary>Gets the space of the generator's vectors.</summary>
    public string GeneratorSpace { get; }
}
