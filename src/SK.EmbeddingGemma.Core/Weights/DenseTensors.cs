using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Weights;

/// <summary>Which tensors a dense module has, with their shapes.</summary>
internal static class DenseTensors
{
    /// <summary>The name of the matrix.</summary>
    public const string Weight = "linear.weight";

    private const string Bias = "linear.bias";

    /// <summary>Checks that <paramref name="source"/> holds the tensors that <paramref name="module"/> asks for.</summary>
    /// <exception cref="InvalidDataException">A tensor is missing or of another shape; the message names file and tensor.</exception>
    public static void Validate(TensorSource source, DenseModule module)
    {
        foreach (var (name, shape) in Shapes(module))
        {
            if (!source.Tensors.TryGetValue(name, out var info))
                throw source.Fault(name, $"is missing, but the module's config.json asks for it with the shape {TensorInfo.FormatShape(shape)}.");
            if (!info.Shape.SequenceEqual(shape))
                throw source.Fault(name, $"has the shape {info.ShapeText}, but the module's config.json asks for {TensorInfo.FormatShape(shape)}.");
        }
    }

    /// <summary>Returns every tensor's shape by name.</summary>
    public static Dictionary<string, long[]> Shapes(DenseModule module)
    {
        var shapes = new Dictionary<string, long[]>(StringComparer.Ordinal) { [Weight] = [module.OutFeatures, module.InFeatures] };
        if (module.HasBias)
            shapes[Bias] = [module.OutFeatures];
        return shapes;
    }
}
