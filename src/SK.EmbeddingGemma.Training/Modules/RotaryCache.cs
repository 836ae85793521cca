using SK.EmbeddingGemma.Graphs;
using SK.EmbeddingGemma.Models;
using TorchSharp;

namespace SK.EmbeddingGemma.Modules;

/// <summary>The tables of rotary position embedding, as the engine has them. Owns them.</summary>
internal sealed class RotaryCache : IDisposable
{
    private readonly Dictionary<LayerKind, (torch.Tensor Cosines, torch.Tensor Sines)> _tables = [];

    /// <param name="config">The architecture.</param>
    /// <param name="positions">How many positions a text may have.</param>
    /// <param name="type">The number format.</param>
    /// <param name="device">What computes.</param>
    public RotaryCache(GemmaConfig config, int positions, torch.ScalarType type, torch.Device device)
    {
        var half = config.HeadSize / 2;
        foreach (var kind in config.Layers.Distinct())
        {
            var (cosines, sines) = (new float[positions * half], new float[positions * half]);
            RotaryTable.Fill(cosines, sines, config.HeadsOf(kind), kind == LayerKind.Global ? config.GlobalRopeTheta : config.LocalRopeTheta);
            _tables[kind] = (ToTensor(cosines), ToTensor(sines));
        }

        torch.Tensor ToTensor(float[] values) => torch.tensor(values, [positions, half], type, device).DetachFromDisposeScope();
    }

    /// <summary>Turns heads by the places of their tokens.</summary>
    /// <param name="heads">[tokens, heads, size].</param>
    /// <param name="kind">The kind of the layer.</param>
    /// <param name="positions">[tokens].</param>
    public torch.Tensor Turn(torch.Tensor heads, LayerKind kind, torch.Tensor positions)
    {
        var cosines = _tables[kind].Cosines.index_select(0, positions).unsqueeze(1);
        var sines = _tables[kind].Sines.index_select(0, positions).unsqueeze(1);
        var halves = heads.chunk(2, -1);
        return torch.cat([(halves[0] * cosines) - (halves[1] * sines), (halves[1] * cosines) + (halves[0] * sines)], -1);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (cosines, sines) in _tables.Values)
        {
            cosines.Dispose();
            sines.Dispose();
        }
    }
}
