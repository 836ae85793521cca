using SK.EmbeddingGemma.Modules;
using TorchSharp;

namespace SK.EmbeddingGemma.Initialization;

/// <summary>The student's own layers, learning as a decoder alone to go on with texts. Not thread-safe. Does not own the weights.</summary>
/// <param name="blueprint">The model.</param>
/// <param name="weights">Its weights.</param>
/// <param name="rotary">The tables of positions.</param>
/// <param name="device">What computes.</param>
internal sealed class LanguageModel(ModelBlueprint blueprint, WeightSet weights, RotaryCache rotary, torch.Device device)
{
    private readonly Decoder _decoder = new(blueprint.Config, weights, weights, rotary);

    /// <summary>Gets the weights that learn: all but those behind the pooling.</summary>
    public IReadOnlyList<string> Names { get; } = [.. weights.Names.Where(name => !name.StartsWith("dense.", StringComparison.Ordinal))];

    /// <summary>Returns the loss of texts without special tokens, a scalar.</summary>
    public torch.Tensor Loss(IReadOnlyList<int[]> texts)
    {
        var config = blueprint.Config;
        var next = texts.SelectMany(text => text.Append(config.EosTokenId)).Select(id => (long)id).ToArray();
        return _decoder.Loss(new PackedBatch([.. texts.Select(text => (int[])[config.BosTokenId, .. text])], device), torch.tensor(next, device: device));
    }
}
