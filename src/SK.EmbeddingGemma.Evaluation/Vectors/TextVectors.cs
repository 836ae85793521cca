using System.Numerics.Tensors;

namespace SK.EmbeddingGemma.Vectors;

/// <summary>The vectors of a task's texts at one length. Immutable and thread-safe.</summary>
internal sealed class TextVectors
{
    private readonly IReadOnlyDictionary<EvaluationText, int> _places;
    private readonly VectorTable _vectors;

    public TextVectors(IReadOnlyDictionary<EvaluationText, int> places, VectorTable vectors)
    {
        _places = places;
        _vectors = vectors;
    }

    /// <summary>Gets the length of the vectors, in floats.</summary>
    public int Dimensions => _vectors.Dimensions;

    /// <summary>Returns the vector of a text.</summary>
    public ReadOnlySpan<float> this[EvaluationText text] => _vectors[_places[text]];

    /// <summary>Returns the cosine of two texts, from -1 to 1.</summary>
    public double Cosine(EvaluationText left, EvaluationText right) => TensorPrimitives.CosineSimilarity(this[left], this[right]);

    /// <summary>Returns the vectors of texts, row by row.</summary>
    public VectorTable Rows(IReadOnlyList<EvaluationText> texts) => _vectors.Choose([.. texts.Select(text => _places[text])]);

    /// <summary>Returns the vectors cut to a length.</summary>
    public TextVectors Cut(int dimensions) => dimensions == Dimensions ? this : new(_places, _vectors.Cut(dimensions));
}
