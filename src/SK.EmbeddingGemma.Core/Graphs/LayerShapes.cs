using SK.EmbeddingGemma.Kernels;
using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>The shapes of a layer of a model.</summary>
/// <param name="config">The model's configuration.</param>
internal sealed class LayerShapes(GemmaConfig config)
{
    /// <summary>Gets the projection of a token to all its queries, keys and values.</summary>
    public LinearShape QueryKeyValue => new((config.HeadCount + (2 * config.KeyValueHeadCount)) * config.HeadSize, config.HiddenSize, IsGated: false);

    /// <summary>Gets the projection of the heads' outputs.</summary>
    public LinearShape AttentionOutput => new(config.HiddenSize, config.HeadCount * config.HeadSize, IsGated: false);

    /// <summary>Gets the first feed-forward layer.</summary>
    public LinearShape GateUp => new(config.IntermediateSize, config.HiddenSize, IsGated: true);

    /// <summary>Gets the second feed-forward layer.</summary>
    public LinearShape Down => new(config.HiddenSize, config.IntermediateSize, IsGated: false);
}
