using SK.EmbeddingGemma.Kernels;
using TorchSharp;

namespace SK.EmbeddingGemma.Quantization;

/// <summary>Rounds rows in the groups of the engine's 8-bit layers. Gradients pass as if nothing was rounded (straight-through; arXiv 1308.3432).</summary>
internal static class GroupRounding
{
    private const float LeastScale = 1e-30f;
    private const double LargestByte = 255, LargestSigned = 127;

    /// <summary>Rounds inputs to 8 bits, each group of a row between its own least and largest value.</summary>
    public static torch.Tensor Inputs(torch.Tensor rows) => StraightThrough(rows, ByGroup(rows, RangeRounded));

    /// <summary>Rounds weights to 8 bits, each group of a row by its largest magnitude.</summary>
    public static torch.Tensor Weights(torch.Tensor rows) => StraightThrough(rows, ByGroup(rows, MagnitudeRounded));

    /// <summary>Rounds whole rows to 8 bits by their largest magnitudes.</summary>
    public static torch.Tensor Rows(torch.Tensor rows) => StraightThrough(rows, WithoutGradient(() => MagnitudeRounded(rows.detach())));

    /// <summary>Returns the rounded numbers with the gradient of the exact ones.</summary>
    public static torch.Tensor StraightThrough(torch.Tensor exact, torch.Tensor rounded) => exact + (rounded - exact.detach());

    /// <summary>Returns where each group of so many inputs begins and how long it is.</summary>
    public static IEnumerable<(int Start, int Count)> GroupsOf(int inputs)
    {
        var shape = new Int8Shape(new LinearShape(1, inputs, IsGated: false));
        for (var group = 0; group < shape.Groups; group++)
        {
            var (first, end) = shape.StepsOf(group);
            yield return (first * Int8Tile.StepInputs, Math.Min(end * Int8Tile.StepInputs, inputs) - (first * Int8Tile.StepInputs));
        }
    }

    private static torch.Tensor ByGroup(torch.Tensor rows, Func<torch.Tensor, torch.Tensor> round) => WithoutGradient(() =>
    {
        var exact = rows.detach();
        return torch.cat([.. GroupsOf((int)rows.shape[^1]).Select(group => round(exact.narrow(-1, group.Start, group.Count)))], -1);
    });

    private static torch.Tensor RangeRounded(torch.Tensor group)
    {
        var least = group.amin([-1], keepdim: true);
        var scale = ((group.amax([-1], keepdim: true) - least) / LargestByte).clamp_min(LeastScale);
        return (((group - least) / scale) + 0.5).floor() * scale + least;
    }

    private static torch.Tensor MagnitudeRounded(torch.Tensor group)
    {
        var scale = group.abs().amax([-1], keepdim: true) / LargestSigned;
        scale = torch.where(scale.gt(0), scale, torch.ones_like(scale));
        return (group / scale).round() * scale; // to even, as the engine rounds
    }

    private static torch.Tensor WithoutGradient(Func<torch.Tensor> compute)
    {
        using var noGradient = torch.no_grad();
        return compute();
    }
}
