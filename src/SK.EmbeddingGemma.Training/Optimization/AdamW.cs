using TorchSharp;

namespace SK.EmbeddingGemma.Optimization;

/// <summary>Adam with decoupled weight decay (arXiv 1711.05101), whose whole state is two moments a weight and the number of steps. Owns the moments, not the weights. Not thread-safe.</summary>
internal sealed class AdamW : IDisposable
{
    private const double FirstDecay = 0.9, SecondDecay = 0.999, Epsilon = 1e-8;

    private readonly IReadOnlyList<torch.Tensor> _weights;
    private readonly double _weightDecay;
    private readonly torch.Tensor[] _first;
    private readonly torch.Tensor[] _second;

    /// <param name="weights">What is optimised.</param>
    /// <param name="weightDecay">The share of a matrix that each step takes away, times the learning rate; scales of norms and biases keep theirs.</param>
    public AdamW(IReadOnlyList<torch.Tensor> weights, double weightDecay)
    {
        (_weights, _weightDecay) = (weights, weightDecay);
        _first = [.. weights.Select(weight => torch.zeros_like(weight).DetachFromDisposeScope())];
        _second = [.. weights.Select(weight => torch.zeros_like(weight).DetachFromDisposeScope())];
    }

    /// <summary>Gets the first and the second moments, in the order of the weights.</summary>
    public (IReadOnlyList<torch.Tensor> First, IReadOnlyList<torch.Tensor> Second) Moments => (_first, _second);

    /// <summary>Changes the weights against their gradients.</summary>
    /// <param name="gradients">The gradients, in the order of the weights.</param>
    /// <param name="step">The number of the step, from 1.</param>
    /// <param name="learningRate">The learning rate.</param>
    public void Step(IReadOnlyList<torch.Tensor> gradients, long step, double learningRate)
    {
        using var noGradient = torch.no_grad();
        var (firstShare, secondShare) = (1 - Math.Pow(FirstDecay, step), 1 - Math.Pow(SecondDecay, step));
        for (var i = 0; i < gradients.Count; i++)
        {
            using var scope = torch.NewDisposeScope();
            var weight = _weights[i];
            _first[i].mul_(FirstDecay).add_(gradients[i], 1 - FirstDecay);
            _second[i].mul_(SecondDecay).addcmul_(gradients[i], gradients[i], 1 - SecondDecay);
            if (weight.dim() > 1)
                weight.mul_(1 - (learningRate * _weightDecay));
            weight.addcdiv_(_first[i], (_second[i] / secondShare).sqrt_().add_(Epsilon), -learningRate / firstShare);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var moment in _first.Concat(_second))
            moment.Dispose();
    }
}
