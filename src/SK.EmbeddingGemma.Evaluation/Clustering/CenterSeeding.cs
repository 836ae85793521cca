using System.Numerics.Tensors;
using SK.EmbeddingGemma.Sampling;
using SK.EmbeddingGemma.Vectors;

namespace SK.EmbeddingGemma.Clustering;

/// <summary>The greedy k-means++ of scikit-learn: each center is the best of a few vectors, drawn with probabilities that grow with the square of their distance to the nearest center so far.</summary>
internal static class CenterSeeding
{
    /// <summary>Returns the places of the vectors to begin with.</summary>
    public static int[] Choose(VectorTable vectors, int count, MersenneTwister random)
    {
        var trials = 2 + (int)Math.Log(count);
        var centers = new int[count];
        centers[0] = random.NextUpTo(vectors.Count - 1);
        var nearest = Distances(vectors, centers[0]);
        var (targets, best, candidate) = (new double[trials], new double[vectors.Count], new double[vectors.Count]);
        for (var center = 1; center < count; center++)
        {
            var potential = nearest.Sum();
            for (var trial = 0; trial < trials; trial++)
                targets[trial] = random.NextDouble() * potential;

            var bestPotential = double.PositiveInfinity;
            foreach (var target in targets)
            {
                var place = Search(nearest, target);
                TensorPrimitives.Min(nearest, Distances(vectors, place), candidate);
                var left = TensorPrimitives.Sum<double>(candidate);
                if (left >= bestPotential)
                    continue;
                (bestPotential, centers[center]) = (left, place);
                (best, candidate) = (candidate, best);
            }

            (nearest, best) = (best, nearest);
        }

        return centers;
    }

    private static double[] Distances(VectorTable vectors, int place)
    {
        var distances = new double[vectors.Count];
        for (var i = 0; i < distances.Length; i++)
        {
            var distance = TensorPrimitives.Distance<float>(vectors[i], vectors[place]);
            distances[i] = (double)distance * distance;
        }

        return distances;
    }

    // The first place whose running sum reaches the target.
    private static int Search(double[] weights, double target)
    {
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++)
        {
            sum += weights[i];
            if (sum >= target)
                return i;
        }

        return weights.Length - 1;
    }
}
