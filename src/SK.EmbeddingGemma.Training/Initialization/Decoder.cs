using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Modules;
using TorchSharp;

namespace SK.EmbeddingGemma.Initialization;

/// <summary>A causal transformer over packed texts, alone or with attention to what an encoder made, that predicts tokens by the table of token embeddings. Not thread-safe. Does not own the weights.</summary>
/// <param name="config">The architecture, of the encoder as well.</param>
/// <param name="weights">The weights of its layers.</param>
/// <param name="table">The weights with the table of token embeddings.</param>
/// <param name="rotary">The tables of positions.</param>
internal sealed class Decoder(GemmaConfig config, WeightSet weights, WeightSet table, RotaryCache rotary)
{
    private readonly TransformerParts _parts = new(config, weights, rotary);
    private readonly TransformerParts _embedding = new(config, table, rotary);

    /// <summary>Returns the shapes of the weights of the layers' attention to an encoder.</summary>
    public static IEnumerable<KeyValuePair<string, long[]>> CrossShapes(GemmaConfig config)
    {
        long hidden = config.HiddenSize, head = config.HeadSize;
        for (var layer = 0; layer < config.Layers.Count; layer++)
        {
            var prefix = $"layers.{layer}.";
            yield return new(prefix + "cross_attn.q_proj.weight", [head * config.HeadCount, hidden]);
            yield return new(prefix + "cross_attn.k_proj.weight", [head * config.KeyValueHeadCount, hidden]);
            yield return new(prefix + "cross_attn.v_proj.weight", [head * config.KeyValueHeadCount, hidden]);
            yield return new(prefix + "cross_attn.o_proj.weight", [hidden, head * config.HeadCount]);
            yield return new(prefix + "cross_attn.q_norm.weight", [head]);
            yield return new(prefix + "cross_attn.k_norm.weight", [head]);
            yield return new(prefix + "cross_attention_layernorm.weight", [hidden]);
            yield return new(prefix + "post_cross_attention_layernorm.weight", [hidden]);
        }
    }

    /// <summary>Returns the mean loss of predicting each next token (cross-entropy), a scalar.</summary>
    /// <param name="batch">What it reads: each target behind the token that begins a text.</param>
    /// <param name="next">The token that follows each, [tokens].</param>
    /// <param name="encoded">What the encoder made; <see langword="null"/> for a decoder alone.</param>
    /// <param name="encodedBatch">The texts that the encoder read.</param>
    public torch.Tensor Loss(PackedBatch batch, torch.Tensor next, torch.Tensor? encoded = null, PackedBatch? encodedBatch = null)
    {
        var rows = _embedding.Embed(batch.Ids);
        for (var layer = 0; layer < config.Layers.Count; layer++)
        {
            rows = _parts.SelfAttention(rows, batch, layer, batch.SeenBefore(config.Layers[layer] == LayerKind.Local ? config.LocalRadius : int.MaxValue));
            if (encoded is not null)
                rows = _parts.CrossAttention(rows, batch, encoded, encodedBatch!, layer);
            rows = _parts.FeedForward(rows, layer);
        }

        var logits = torch.nn.functional.linear(_parts.Norm(rows, "norm.weight"), table["embed_tokens.weight"]);
        return torch.nn.functional.cross_entropy(logits, next);
    }
}
