using SK.EmbeddingGemma.Models;
using TorchSharp;
using TorchSharp.Modules;

namespace SK.EmbeddingGemma.Modules;

/// <summary>The parts that encoder and decoder are made of, over packed rows of tokens. Not thread-safe. Does not own the weights.</summary>
/// <param name="config">The architecture.</param>
/// <param name="weights">The weights.</param>
/// <param name="rotary">The tables of positions.</param>
/// <param name="computeType">The number format of linear layers; weights, norms and sums stay as they are.</param>
internal sealed class TransformerParts(GemmaConfig config, WeightSet weights, RotaryCache rotary, torch.ScalarType? computeType = null)
{
    /// <summary>Gets or sets the coarser number format that linear layers are to be computed in; <see langword="null"/> for none.</summary>
    public ILinearRounding? Rounding { get; set; }

    /// <summary>Returns the scaled embeddings of tokens, [tokens, hidden].</summary>
    public torch.Tensor Embed(torch.Tensor ids)
    {
        var rows = weights["embed_tokens.weight"].index_select(0, ids);
        return (Rounding?.Embeddings(rows) ?? rows) * Math.Sqrt(config.HiddenSize);
    }

    /// <summary>Returns normalised rows (RMSNorm), scaled by 1 + the weight.</summary>
    public torch.Tensor Norm(torch.Tensor rows, string name)
    {
        var scale = rows.square().mean([-1], keepdim: true).add(config.NormEpsilon).rsqrt();
        return rows * scale * (weights[name] + 1);
    }

    /// <summary>Returns the product with a weight.</summary>
    public torch.Tensor Linear(torch.Tensor rows, string name)
    {
        var weight = Rounding?.Weights(weights[name]) ?? weights[name];
        return computeType is { } type
            ? torch.nn.functional.linear(rows.to(type), weight.to(type)).to(rows.dtype)
            : torch.nn.functional.linear(rows, weight);
    }

    /// <summary>Returns a layer's self-attention, norms around it included, added to its rows.</summary>
    public torch.Tensor SelfAttention(torch.Tensor rows, PackedBatch batch, int layer, torch.Tensor? seen)
    {
        var prefix = $"layers.{layer}.";
        var normed = Norm(rows, prefix + "input_layernorm.weight");
        var attended = Attend(prefix + "self_attn.", normed, batch, normed, batch, seen, config.Layers[layer]);
        return rows + Norm(attended, prefix + "post_attention_layernorm.weight");
    }

    /// <summary>Returns a decoder layer's attention to what the encoder made, norms around it included, added to its rows. It knows no places: those are the encoder's matter.</summary>
    public torch.Tensor CrossAttention(torch.Tensor rows, PackedBatch batch, torch.Tensor encoded, PackedBatch encodedBatch, int layer)
    {
        var prefix = $"layers.{layer}.";
        var attended = Attend(prefix + "cross_attn.", Norm(rows, prefix + "cross_attention_layernorm.weight"), batch, encoded, encodedBatch, encodedBatch.SeenWithin(int.MaxValue), kind: null);
        return rows + Norm(attended, prefix + "post_cross_attention_layernorm.weight");
    }

    /// <summary>Returns a layer's feed-forward part, norms around it included, added to its rows.</summary>
    public torch.Tensor FeedForward(torch.Tensor rows, int layer)
    {
        var prefix = $"layers.{layer}.";
        var normed = Rounded(Norm(rows, prefix + "pre_feedforward_layernorm.weight"));
        var gate = torch.nn.functional.gelu(Linear(normed, prefix + "mlp.gate_proj.weight"), GELU.Approximate.tanh);
        var product = Rounded(gate * Linear(normed, prefix + "mlp.up_proj.weight"));
        return rows + Norm(Linear(product, prefix + "mlp.down_proj.weight"), prefix + "post_feedforward_layernorm.weight");
    }

    private torch.Tensor Rounded(torch.Tensor inputs) => Rounding?.Inputs(inputs) ?? inputs;

    private torch.Tensor Attend(string prefix, torch.Tensor queryRows, PackedBatch queryBatch, torch.Tensor keyRows, PackedBatch keyBatch, torch.Tensor? seen, LayerKind? kind)
    {
        queryRows = Rounded(queryRows);
        keyRows = ReferenceEquals(queryBatch, keyBatch) ? queryRows : Rounded(keyRows);
        var queries = Norm(Linear(queryRows, prefix + "q_proj.weight").view(-1, config.HeadCount, config.HeadSize), prefix + "q_norm.weight");
        var keys = Norm(Linear(keyRows, prefix + "k_proj.weight").view(-1, config.KeyValueHeadCount, config.HeadSize), prefix + "k_norm.weight");
        if (kind is { } turned)
        {
            queries = rotary.Turn(queries, turned, queryBatch.Positions);
            keys = rotary.Turn(keys, turned, keyBatch.Positions);
        }

        var query = queryBatch.Pad(queries.flatten(1), config.HeadCount) * (config.AttentionScale * Math.Sqrt(config.HeadSize)); // what follows divides by that root
        var key = Spread(keyBatch.Pad(keys.flatten(1), config.KeyValueHeadCount));
        var value = Spread(keyBatch.Pad(Linear(keyRows, prefix + "v_proj.weight"), config.KeyValueHeadCount));
        var attended = torch.nn.functional.scaled_dot_product_attention(query, key, value, seen);
        return Linear(Rounded(queryBatch.Pack(attended)), prefix + "o_proj.weight");
    }

    /// <summary>Gives each query head the key or value head that it shares, [texts, heads, longest, size].</summary>
    private torch.Tensor Spread(torch.Tensor heads)
    {
        var (texts, longest) = (heads.shape[0], heads.shape[2]);
        return config.KeyValueHeadCount == config.HeadCount
            ? heads
            : heads.unsqueeze(2).expand(texts, config.KeyValueHeadCount, config.HeadCount / config.KeyValueHeadCount, longest, config.HeadSize).reshape(texts, config.HeadCount, longest, config.HeadSize);
    }
}
