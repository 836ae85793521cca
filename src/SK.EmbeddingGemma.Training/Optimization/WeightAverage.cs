using SK.EmbeddingGemma.Modules;
using TorchSharp;

namespace SK.EmbeddingGemma.Optimization;

/// <summary>An exponential moving average of weights. Owns the average, not the weights. Not thread-safe.</summary>
internal sealed class WeightAverage : IDisposable
{
    private readonly double _decay;
    private readonly WeightSet _weights;

    /// <param name="weights">What is averaged.</param>
    /// <param name="decay">The share of the average that a step keeps, from 0 to less than 1.</param>
    public WeightAverage(WeightSet weights, double decay) => (_weights, _decay, Average) = (weights, decay, weights.CopyOf(weights.Names));

    /// <summary>Gets the average.</summary>
    public WeightSet Average { get; }

    /// <summary>Takes the weights of a step in: sooner in the beginning, when there is little to average.</summary>
    /// <param name="step">The number of the step, from 1.</param>
    public void Update(int step)
    {
        using var noGradient = torch.no_grad();
        var decay = Math.Min(_decay, (1.0 + step) / (10 + step));
        for (var i = 0; i < Average.Names.Count; i++)
        {
            using var scope = torch.NewDisposeScope();
            Average.Tensors[i].mul_(decay).add_(_weights.Tensors[i], 1 - decay);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Average.Dispose();
}
