using TorchSharp;

namespace SK.EmbeddingGemma.Optimization;

/// <summary>The gradients of several small batches, added up as if they were one. Owns its tensors. Not thread-safe.</summary>
internal sealed class GradientSum : IDisposable
{
    private torch.Tensor[] _sums = [];

    /// <summary>Gets the gradients.</summary>
    public IReadOnlyList<torch.Tensor> Gradients => _sums;

    /// <summary>Adds gradients.</summary>
    public void Add(IReadOnlyList<torch.Tensor> gradients)
    {
        using var noGradient = torch.no_grad();
        if (_sums.Length == 0)
        {
            _sums = [.. gradients.Select(gradient => gradient.clone().DetachFromDisposeScope())];
            return;
        }

        for (var i = 0; i < _sums.Length; i++)
            _sums[i].add_(gradients[i]);
    }

    /// <summary>Makes a mean of the sum, shortens it to a length where it is longer, and returns the length that it had.</summary>
    /// <param name="count">How many were added.</param>
    /// <param name="most">The length.</param>
    /// <exception cref="InvalidOperationException">A gradient is no finite number.</exception>
    public double Finish(int count, double most)
    {
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var length = torch.stack(_sums.Select(sum => sum.square().sum()).ToArray()).sum().sqrt().item<float>() / count;
        if (!float.IsFinite(length))
            throw new InvalidOperationException("The gradient is no finite number, so training has diverged: take a lower learning rate, or a higher temperature.");
        foreach (var sum in _sums)
            sum.mul_(Math.Min(1, most / Math.Max(length, 1e-12)) / count);
        return length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var sum in _sums)
            sum.Dispose();
    }
}
