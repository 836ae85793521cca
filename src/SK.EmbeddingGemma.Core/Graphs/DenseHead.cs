using System.Numerics.Tensors;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Weights;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>The dense modules behind the pooling, folded into one matrix and bias: they are linear, so W2 (W1 x + b1) + b2 = (W2 W1) x + (W2 b1 + b2).</summary>
internal static class DenseHead
{
    /// <summary>Returns weight [out, in] and bias [out] of at least one module.</summary>
    public static (float[] Weight, float[] Bias) Fold(IReadOnlyList<DenseModule> modules, CancellationToken cancellationToken)
    {
        var (weight, bias) = Read(modules[0]);
        foreach (var module in modules.Skip(1))
        {
            cancellationToken.ThrowIfCancellationRequested();
            (weight, bias) = Append(module, weight, bias);
        }

        return (Array.ConvertAll(weight, value => (float)value), Array.ConvertAll(bias, value => (float)value));
    }

    /// <summary>Puts one more module behind what is folded so far, in double precision: the sum of thousands of products is rounded only once.</summary>
    private static (double[] Weight, double[] Bias) Append(DenseModule module, double[] before, double[] biasBefore)
    {
        var (own, bias) = Read(module);
        var inputs = before.Length / module.InFeatures;
        var weight = new double[module.OutFeatures * inputs];
        for (var output = 0; output < module.OutFeatures; output++)
        {
            var row = weight.AsSpan(output * inputs, inputs);
            for (var middle = 0; middle < module.InFeatures; middle++)
            {
                var factor = own[(output * module.InFeatures) + middle];
                TensorPrimitives.MultiplyAdd(before.AsSpan(middle * inputs, inputs), factor, row, row);
                bias[output] += factor * biasBefore[middle];
            }
        }

        return (weight, bias);
    }

    private static (double[] Weight, double[] Bias) Read(DenseModule module)
    {
        using var source = TensorSource.Open(module);
        var weight = new float[module.OutFeatures * module.InFeatures];
        var bias = new float[module.OutFeatures];
        source.Read("linear.weight", [module.OutFeatures, module.InFeatures], weight);
        if (module.HasBias)
        {
            source.Read("linear.bias", [module.OutFeatures], bias);
        }

        return (Array.ConvertAll(weight, value => (double)value), Array.ConvertAll(bias, value => (double)value));
    }
}
