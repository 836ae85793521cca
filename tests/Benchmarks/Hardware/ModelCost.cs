using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Benchmarks.Hardware;

/// <summary>The operations that a model's matrix products need by its architecture, two for a multiply-add; all else is small beside them.</summary>
internal sealed class ModelCost(ModelDirectory directory)
{
    private readonly GemmaConfig _config = directory.Config;

    /// <summary>Returns the operations for a text of <paramref name="tokens"/> tokens.</summary>
    public double Operations(int tokens) => (Linear * tokens) + Attention(tokens) + Head;

    private double Linear
    {
        get
        {
            double hidden = _config.HiddenSize;
            var queries = _config.HeadCount * _config.HeadSize;
            var keys = _config.KeyValueHeadCount * _config.HeadSize;
            return 2 * _config.Layers.Count * ((2 * hidden * queries) + (2 * hidden * keys) + (3 * hidden * _config.IntermediateSize));
        }
    }

    private double Head => directory.DenseModules.Sum(module => 2.0 * module.InFeatures * module.OutFeatures);

    // Scores and their weighted sums, for the pairs that see each other.
    private double Attention(int tokens)
    {
        var perPair = 4.0 * _config.HeadCount * _config.HeadSize;
        return perPair * _config.Layers.Sum(layer => layer == LayerKind.Global ? (double)tokens * tokens : LocalPairs(tokens));
    }

    private double LocalPairs(int tokens)
    {
        var radius = Math.Min(_config.LocalRadius, tokens - 1);
        return tokens + (2.0 * radius * tokens) - ((double)radius * (radius + 1));
    }
}
