using SK.EmbeddingGemma.Kernels;
using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>The shapes of the layers of a model.</summary>
/// <param name="config">The model's configuration.</param>
internal sealed class LayerShapes(GemmaConfig config)
{
    /// <summary>Returns the projection of a token to all its queries, keys and values.</summary>
    public LinearShape QueryKeyValue(int layer) => new((config.HeadCount + (2 * config.HeadsOf(layer).KeyValueCount)) * config.HeadsOf(layer).Size, config.HiddenSize, IsGated: false);

    /// <summary>Returns the projection of the heads' outputs.</summary>
    public LinearShape AttentionOutput(int layer) => new(config.HiddenSize, config.HeadCount * config.HeadsOf(layer).Size, IsGated: false);

    /// <summary>Gets the first feed-forward layer.</summary>
    public LinearShape GateUp => new(config.IntermediateSize, config.HiddenSize, IsGated: true);

    /// <summary>Gets the second feed-forward layer.</summary>
    public LinearShape Down => new(config.HiddenSize, config.IntermediateSize, IsGated: false);

    /// <summary>Gets the projection of a token's embedding to the inputs of all layers' own (EmbeddingGemma 2).</summary>
    public LinearShape LayerInputs => new(config.Layers.Count * config.Second!.LayerInputSize, config.HiddenSize, IsGated: false);

    /// <summary>Gets the projection to what gates a layer's own input.</summary>
    public LinearShape LayerInputGate => new(config.Second!.LayerInputSize, config.HiddenSize, IsGated: false);

    /// <summary>Gets the projection of the gated input.</summary>
    public LinearShape LayerInputProjection => new(config.HiddenSize, config.Second!.LayerInputSize, IsGated: false);
}
