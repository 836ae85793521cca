using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace SK.EmbeddingGemma.Records;

/// <summary>Turns the vectors of records into floats and back, and refuses what cannot be compared.</summary>
internal static class VectorValues
{
    /// <summary>Gets the floats of a vector, or <see langword="null"/> where <paramref name="value"/> is something else.</summary>
    public static ReadOnlyMemory<float>? Read(object? value) => value switch
    {
        ReadOnlyMemory<float> memory => (ReadOnlyMemory<float>?)memory, // else null would become an empty vector
        Embedding<float> embedding => embedding.Vector,
        float[] array => array,
        _ => null,
    };

    /// <summary>Makes the value of a vector property; <paramref name="vector"/> belongs to it from then on.</summary>
    public static object Create(VectorPropertyModel property, float[] vector)
    {
        var type = Nullable.GetUnderlyingType(property.Type) ?? property.Type;
        if (type == typeof(float[]))
            return vector;
        return type == typeof(Embedding<float>) ? new Embedding<float>(vector) : new ReadOnlyMemory<float>(vector);
    }

    /// <summary>Refuses a vector of another length than the property's, or with a value that is no number.</summary>
    /// <exception cref="ArgumentException">The vector cannot be compared with the others of the property.</exception>
    public static void Check(VectorPropertyModel property, ReadOnlySpan<float> vector)
    {
        if (vector.Length != property.Dimensions)
        {
            throw new ArgumentException(
                $"The vector for property '{property.ModelName}' has {vector.Length} dimensions, but {property.Dimensions} are expected: "
                + "set the property's dimensions to what the generator gives, or give a vector of that length.",
                nameof(vector));
        }

        if (!TensorPrimitives.IsFiniteAll<float>(vector))
        {
            throw new ArgumentException(
                $"The vector for property '{property.ModelName}' ({property.Dimensions} dimensions) has a value that is not finite (NaN or infinity), which cannot be compared: "
                + "correct the vector.",
                nameof(vector));
        }
    }
}
