using SK.EmbeddingGemma.Modules;
using TorchSharp;

namespace SK.EmbeddingGemma.Initialization;

/// <summary>
/// An encoder and a decoder that both begin as a language model was, and learn to mend texts; attention to the encoder begins as the decoder's own was (arXiv 2504.06225, section 3). Owns the
/// decoder's weights, not the encoder's. Not thread-safe.
/// </summary>
internal sealed class EncoderDecoder : IDisposable
{
    private readonly ModelBlueprint _blueprint;
    private readonly Encoder _encoder;
    private readonly Decoder _decoder;
    private readonly torch.Device _device;

    /// <param name="blueprint">The model.</param>
    /// <param name="weights">The encoder's weights, as the language model learnt them.</param>
    /// <param name="rotary">The tables of positions.</param>
    /// <param name="device">What computes.</param>
    public EncoderDecoder(ModelBlueprint blueprint, WeightSet weights, RotaryCache rotary, torch.Device device)
    {
        (_blueprint, _device) = (blueprint, device);
        EncoderNames = [.. weights.Names.Where(name => !name.StartsWith("dense.", StringComparison.Ordinal))];
        DecoderWeights = weights.CopyOf(EncoderNames.Where(name => name != "embed_tokens.weight"));
        foreach (var (name, _) in Decoder.CrossShapes(blueprint.Config))
        {
            var own = name.Replace("cross_attn", "self_attn", StringComparison.Ordinal)
                .Replace("post_cross_attention", "post_attention", StringComparison.Ordinal)
                .Replace("cross_attention", "input", StringComparison.Ordinal);
            DecoderWeights.Add(name, weights[own].detach().clone());
        }

        _encoder = new(blueprint, weights, device);
        _decoder = new(blueprint.Config, DecoderWeights, weights, rotary);
    }

    /// <summary>Gets the weights of the encoder that learn.</summary>
    public IReadOnlyList<string> EncoderNames { get; }

    /// <summary>Gets the decoder's weights.</summary>
    public WeightSet DecoderWeights { get; }

    /// <summary>Returns the loss of mending texts, a scalar.</summary>
    public torch.Tensor Loss(IReadOnlyList<DenoisingExample> examples)
    {
        var read = new PackedBatch([.. examples.Select(example => example.Input)], _device);
        var written = new PackedBatch([.. examples.Select(example => (int[])[_blueprint.Config.BosTokenId, .. example.Target[..^1]])], _device);
        var next = examples.SelectMany(example => example.Target).Select(id => (long)id).ToArray();
        return _decoder.Loss(written, torch.tensor(next, device: _device), _encoder.Encode(read), read);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _encoder.Dispose();
        DecoderWeights.Dispose();
    }
}
