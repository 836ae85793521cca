using SK.EmbeddingGemma.Modules;
using SK.EmbeddingGemma.Optimization;
using TorchSharp;

namespace SK.EmbeddingGemma.Runs;

/// <summary>All that changes in a run. Owns its tensors. Not thread-safe.</summary>
internal sealed class TrainingState : IDisposable
{
    /// <summary>The name of the map to the teacher's dimensions, which is no part of the model.</summary>
    public const string TeacherMap = "teacher_map.weight";

    /// <param name="weights">The weights, owned from then on.</param>
    /// <param name="weightDecay">The weight decay.</param>
    /// <param name="averageDecay">The decay of the average; <see langword="null"/> for none.</param>
    public TrainingState(WeightSet weights, double weightDecay, double? averageDecay)
    {
        Weights = weights;
        Optimizer = new(weights.Tensors, weightDecay);
        Average = averageDecay is { } decay ? new(weights, decay) : null;
    }

    /// <summary>Gets the weights.</summary>
    public WeightSet Weights { get; }

    /// <summary>Gets the optimiser.</summary>
    public AdamW Optimizer { get; }

    /// <summary>Gets the average of the weights, or <see langword="null"/>.</summary>
    public WeightAverage? Average { get; }

    /// <summary>Gets the weights that the run results in.</summary>
    public WeightSet Result => Average?.Average ?? Weights;

    /// <summary>Returns all tensors by name.</summary>
    public IReadOnlyList<(string Name, torch.Tensor Tensor)> Tensors()
    {
        var (first, second) = Optimizer.Moments;
        var all = new List<(string, torch.Tensor)>();
        for (var i = 0; i < Weights.Names.Count; i++)
        {
            all.Add(("weight." + Weights.Names[i], Weights.Tensors[i]));
            all.Add(("first." + Weights.Names[i], first[i]));
            all.Add(("second." + Weights.Names[i], second[i]));
            if (Average is not null)
                all.Add(("average." + Weights.Names[i], Average.Average.Tensors[i]));
        }

        return all;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Average?.Dispose();
        Optimizer.Dispose();
        Weights.Dispose();
    }
}
