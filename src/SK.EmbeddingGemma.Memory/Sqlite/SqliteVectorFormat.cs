namespace SK.EmbeddingGemma;

/// <summary>The number format in which a <see cref="SqliteVectorStore"/> keeps the values of vectors. Scores are computed on what is kept.</summary>
public enum SqliteVectorFormat
{
    /// <summary>32 bits a value: what was given.</summary>
    Float32,

    /// <summary>16 bits a value: half the space, a relative error of at most 0.0005 a value between 0.0001 and 65,504, and an error of at most 0.00000003 below. Larger values are refused.</summary>
    Float16,

    /// <summary>8 bits a value and a scale for each vector: a quarter of the space, an error of at most 1/254 of the vector's largest value. Vectors without any value of more than 1.5e-36 are refused, but for zeros.</summary>
    Int8,
}
