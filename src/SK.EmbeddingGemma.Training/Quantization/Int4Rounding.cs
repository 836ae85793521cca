using SK.EmbeddingGemma.Graphs;
using SK.EmbeddingGemma.Kernels;
using SK.EmbeddingGemma.Modules;
using TorchSharp;

namespace SK.EmbeddingGemma.Quantization;

/// <summary>
/// Few bits as the engine has them: weights in 5 bits and blocks of at most 32, inputs in 8 bits, embeddings in 4. The engine's conversion then moves rounding errors about by what calibration
/// texts make of them; here each weight is rounded alone, to the same numbers. Thread-safe.
/// </summary>
internal sealed class Int4Rounding : ILinearRounding
{
    private static readonly BlockRounding WeightRounding = new(BlockShape.Format);

    /// <inheritdoc/>
    public torch.Tensor Weights(torch.Tensor weights) => Rounded(weights, RoundWeights);

    /// <inheritdoc/>
    public torch.Tensor Inputs(torch.Tensor inputs) => GroupRounding.Inputs(inputs);

    /// <inheritdoc/>
    public torch.Tensor Embeddings(torch.Tensor rows) => Rounded(rows, RoundEmbedding);

    private static torch.Tensor Rounded(torch.Tensor rows, Action<Memory<float>> round)
    {
        using var noGradient = torch.no_grad();
        var columns = (int)rows.shape[1];
        var values = rows.detach().cpu().to(torch.float32).contiguous().data<float>().ToArray();
        Parallel.For(0, (int)rows.shape[0], row => round(values.AsMemory(row * columns, columns)));
        var rounded = torch.tensor(values, rows.shape, rows.dtype, rows.device);
        using var gradient = torch.enable_grad();
        return GroupRounding.StraightThrough(rows, rounded);
    }

    private static void RoundWeights(Memory<float> row)
    {
        var weights = row.Span;
        foreach (var (start, count) in GroupRounding.GroupsOf(weights.Length))
        {
            var group = weights.Slice(start, count);
            var unit = WeightRounding.UnitOf(group);
            for (var first = 0; first < count; first += BlockFormat.BlockLength)
            {
                var block = group.Slice(first, Math.Min(BlockFormat.BlockLength, count - first));
                var packed = WeightRounding.Choose(block, unit);
                for (var i = 0; i < block.Length; i++)
                    block[i] = unit * BlockShape.Format.ValueOf(WeightRounding.CodeOf(block[i], packed, unit), packed);
            }
        }
    }

    private static void RoundEmbedding(Memory<float> row)
    {
        var layout = new EmbeddingTableLayout(1, row.Length, EmbeddingGemmaPrecision.Int4);
        var bytes = new byte[layout.RowBytes];
        BlockRow.Write(row.Span, bytes);
        BlockRow.Read(bytes, row.Span, factor: 1);
    }
}
