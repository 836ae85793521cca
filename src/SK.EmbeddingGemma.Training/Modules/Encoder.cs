using SK.EmbeddingGemma.Models;
using TorchSharp;

namespace SK.EmbeddingGemma.Modules;

/// <summary>The whole way from tokens to vectors: a bidirectional transformer, the mean over tokens, the dense layers, and length 1. Not thread-safe. Does not own the weights.</summary>
internal sealed class Encoder : IDisposable
{
    private readonly ModelBlueprint _blueprint;
    private readonly WeightSet _weights;
    private readonly RotaryCache _rotary;
    private readonly TransformerParts _parts;

    /// <param name="blueprint">The model.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="device">Where they lie.</param>
    /// <param name="computeType">The number format of linear layers; <see langword="null"/> for that of the weights.</param>
    /// <param name="rounding">The coarser number format of the transformer's linear layers and embeddings; <see langword="null"/> for none.</param>
    public Encoder(ModelBlueprint blueprint, WeightSet weights, torch.Device device, torch.ScalarType? computeType = null, ILinearRounding? rounding = null)
    {
        (_blueprint, _weights) = (blueprint, weights);
        _rotary = new(blueprint.Config, blueprint.MaxTokens, weights.Tensors[0].dtype, device);
        _parts = new(blueprint.Config, weights, _rotary, computeType) { Rounding = rounding };
    }

    /// <summary>Returns vectors of length 1, [texts, dimensions].</summary>
    public torch.Tensor Embed(PackedBatch batch)
    {
        var pooled = batch.Mean(Encode(batch));
        for (var i = 0; i < _blueprint.Dense.Count; i++)
        {
            var bias = _blueprint.Dense[i].HasBias ? _weights[ModelBlueprint.DenseName(i, "bias")] : null;
            pooled = torch.nn.functional.linear(pooled, _weights[ModelBlueprint.DenseName(i, "weight")], bias);
        }

        return torch.nn.functional.normalize(pooled, dim: -1);
    }

    /// <summary>Returns the transformer's last rows, [tokens, hidden].</summary>
    public torch.Tensor Encode(PackedBatch batch)
    {
        var rows = _parts.Embed(batch.Ids);
        for (var layer = 0; layer < _blueprint.Config.Layers.Count; layer++)
        {
            var seen = batch.SeenWithin(_blueprint.Config.Layers[layer] == LayerKind.Local ? _blueprint.Config.LocalRadius : int.MaxValue);
            rows = _parts.FeedForward(_parts.SelfAttention(rows, batch, layer, seen), layer);
        }

        return _parts.Norm(rows, "norm.weight");
    }

    /// <inheritdoc/>
    public void Dispose() => _rotary.Dispose();
}
