using System.Numerics.Tensors;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>
/// A linear layer of a graph with 8-bit weights. A row of inputs x is brought to 8 bits between its own least and largest value:
/// x = s q + m, with the middle m and q from -127.5 to 127.5. So W x = s (W q) + m (W 1): an integer product, scaled, and the sums of the
/// weights' rows times the middle. What a row becomes hangs on no other row.
/// </summary>
/// <remarks>
/// Weights are unsigned with zero point 128: processors with AVX2 but without VNNI multiply unsigned by signed bytes into sums that
/// saturate, and signed weights would be spoilt there. Where one range for all inputs is too coarse, they are divided into slices, each
/// with a range, a product and weight scales of its own.
/// </remarks>
internal static class QuantizedLinear
{
    private const byte ZeroPoint = 128;
    private const float LargestWeight = 127;
    private const string Axis = "int8.axis";
    private const string Half = "int8.half";
    private const string Step = "int8.step";
    private const string Least = "int8.least";
    private const string One = "int8.one";
    private const string OneElement = "int8.one_element";
    private const string Zero = "int8.zero";
    private const string ZeroElement = "int8.zero_element";

    /// <summary>Writes the weights, given as [outputs, inputs], in <paramref name="slices"/> slices of the inputs.</summary>
    public static void Write(GraphWeightFile file, string name, ReadOnlySpan<float> weight, int outputs, int inputs, int slices)
    {
        var width = inputs / slices;
        var (values, scales) = (new byte[width * outputs], new float[outputs]);
        var sums = new float[slices * outputs];
        for (var slice = 0; slice < slices; slice++)
        {
            for (var output = 0; output < outputs; output++)
            {
                var row = weight.Slice((output * inputs) + (slice * width), width);
                (scales[output], sums[(slice * outputs) + output]) = Quantize(row, values.AsSpan(output), outputs);
            }

            file.Add(WeightNames.Slice(name, slice), OnnxTensorType.UInt8, values, width, outputs);
            file.Add(WeightNames.Scales(name, slice), scales, outputs);
        }

        file.Add(WeightNames.Sums(name), sums, slices, outputs);
        values.AsSpan(0, outputs).Fill(ZeroPoint);
        file.Add(WeightNames.ZeroPoints(name), OnnxTensorType.UInt8, values.AsSpan(0, outputs), outputs);
    }

    /// <summary>Declares the constants that all layers share, once for a graph.</summary>
    public static void AddConstants(OnnxGraph graph) => graph.Initializers.AddRange(
    [
        OnnxInitializer.Integers(Axis, -1),
        OnnxInitializer.Floats(Half, 0.5f),
        OnnxInitializer.Floats(Step, 1f / byte.MaxValue),
        OnnxInitializer.Floats(Least, 1e-30f),
        OnnxInitializer.Floats(OneElement, 1f),
        OnnxInitializer.Floats(One, 1f) with { Shape = [] },
        OnnxInitializer.Bytes(ZeroElement, ZeroPoint),
        OnnxInitializer.Bytes(Zero, ZeroPoint) with { Shape = [] },
    ]);

    /// <summary>Adds the layer and returns its result, [tokens, outputs]; the input is [tokens, inputs].</summary>
    public static string Add(OnnxGraph graph, string input, string name, int slices)
    {
        string[] inputs = slices == 1
            ? [input]
            : graph.Add("Split", string.Empty, [input], slices, OnnxAttribute.Of("axis", 1), OnnxAttribute.Of("num_outputs", slices));
        var (products, middles) = (new string[slices], new string[slices]);
        for (var slice = 0; slice < slices; slice++)
        {
            (products[slice], middles[slice]) = Multiply(graph, inputs[slice], name, slice);
        }

        var product = products.Aggregate((sum, next) => graph.Add("Add", [sum, next]));
        var middle = slices == 1 ? middles[0] : graph.Add("Concat", middles, OnnxAttribute.Of("axis", 1));
        return graph.Add("Gemm", [middle, WeightNames.Sums(name), product]);
    }

    private static (string Product, string Middle) Multiply(OnnxGraph graph, string input, string name, int slice)
    {
        var (most, least) = (graph.Add("ReduceMax", [input, Axis]), graph.Add("ReduceMin", [input, Axis]));
        var middle = graph.Add("Mul", [graph.Add("Add", [most, least]), Half]);
        var range = graph.Add("Mul", [graph.Add("Sub", [most, least]), Step]);
        var scale = graph.Add("Max", [range, Least]); // a constant row has no range: 0 / 0 would spoil its text
        var scaled = graph.Add("Div", [graph.Add("Sub", [input, middle]), scale]);
        var quantized = graph.Add("QuantizeLinear", [scaled, One, Zero]);
        var product = graph.AddFused(
            "MatMulIntegerToFloat",
            [quantized, WeightNames.Slice(name, slice), OneElement, WeightNames.Scales(name, slice), ZeroElement, WeightNames.ZeroPoints(name)]);
        return (graph.Add("Mul", [product, scale]), middle);
    }

    /// <summary>Quantises a row of weights into every <paramref name="stride"/>th element of <paramref name="values"/>; returns its scale and the sum of what it now stands for.</summary>
    private static (float Scale, float Sum) Quantize(ReadOnlySpan<float> row, Span<byte> values, int stride)
    {
        var scale = MathF.Abs(TensorPrimitives.MaxMagnitude(row)) / LargestWeight;
        scale = scale > 0 ? scale : 1; // a row of zeros
        var sum = 0;
        for (var i = 0; i < row.Length; i++)
        {
            var value = (int)MathF.Round(row[i] / scale);
            values[i * stride] = (byte)(ZeroPoint + value);
            sum += value;
        }

        return (scale, sum * scale);
    }
}
