using SK.EmbeddingGemma.Kernels;
using SK.EmbeddingGemma.Operators;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>The linear layers of a packed graph: their weights, laid as the operators take them, and their nodes.</summary>
internal static class PackedLinear
{
    /// <summary>Writes the weights, given as [rows, inputs].</summary>
    public static void Write(GraphWeightFile file, string name, ReadOnlySpan<float> weights, LinearShape shape, EmbeddingGemmaPrecision precision)
    {
        if (precision == EmbeddingGemmaPrecision.Float32)
        {
            var panels = FloatPanels.Lay(weights, shape);
            file.Add(name, panels, panels.Length);
            return;
        }

        var matrix = new Int8Matrix(weights, new Int8Shape(shape));
        file.Add(name, matrix.Values, matrix.Values.Length);
        file.Add(WeightNames.Scales(name), matrix.Scales, matrix.Scales.Length);
        file.Add(WeightNames.Sums(name), matrix.Sums, matrix.Sums.Length);
    }

    /// <summary>Writes weights of few bits.</summary>
    public static void Write(GraphWeightFile file, string name, BlockMatrix matrix)
    {
        var (codes, (scales, sums)) = (matrix.Lay(), matrix.LayScales());
        file.Add(name, codes, codes.Length);
        file.Add(WeightNames.Scales(name), scales, scales.Length);
        file.Add(WeightNames.Sums(name), sums, sums.Length);
    }

    /// <summary>Adds the layer and returns its result, [tokens, width]; the input is [tokens, inputs].</summary>
    public static string Add(OnnxGraph graph, string input, string name, LinearShape shape, EmbeddingGemmaPrecision precision)
    {
        OnnxAttribute[] attributes =
        [
            OnnxAttribute.Of(LinearAttributes.Width, shape.Width),
            OnnxAttribute.Of(LinearAttributes.Inputs, shape.Inputs),
            OnnxAttribute.Of(LinearAttributes.IsGated, shape.IsGated ? 1 : 0),
        ];
        string[] quantized = [input, name, WeightNames.Scales(name), WeightNames.Sums(name)];
        return precision switch
        {
            EmbeddingGemmaPrecision.Float32 => graph.AddOwn(FloatLinearOperator.OperatorName, [input, name], attributes),
            EmbeddingGemmaPrecision.Int4 => graph.AddOwn(BlockLinearOperator.OperatorName, quantized, attributes),
            _ => graph.AddOwn(Int8LinearOperator.OperatorName, quantized, attributes),
        };
    }
}
