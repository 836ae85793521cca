using System.Numerics.Tensors;
using SK.EmbeddingGemma.Vectors;

namespace SK.EmbeddingGemma;

/// <summary>Vectors of a linear congruential generator, which other languages make as easily, around one direction for each label.</summary>
internal static class SeededVectors
{
    /// <summary>Returns vectors of length 1 and their labels, which take turns.</summary>
    public static (VectorTable Vectors, int[] Labels) Create(int count, int dimensions, int labels, long seed)
    {
        var (vectors, own) = (new VectorTable(count, dimensions), new int[count]);
        for (var row = 0; row < count; row++)
        {
            own[row] = row % labels;
            for (var d = 0; d < dimensions; d++)
            {
                seed = ((seed * 1103515245) + 12345) % 2147483648;
                vectors[row][d] = (float)((seed / 2147483648.0) - 0.5 + (d % labels == own[row] ? 0.6 : 0));
            }

            TensorPrimitives.Divide(vectors[row], TensorPrimitives.Norm<float>(vectors[row]), vectors[row]);
        }

        return (vectors, own);
    }
}
