using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Weights;
using TorchSharp;

namespace SK.EmbeddingGemma.Modules;

/// <summary>Named weights that gradients are computed for, in a fixed order. Owns them. Not thread-safe.</summary>
internal sealed class WeightSet : IDisposable
{
    private readonly Dictionary<string, torch.Tensor> _byName = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    /// <summary>Gets the names in their order.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Gets the weights in their order.</summary>
    public IReadOnlyList<torch.Tensor> Tensors => [.. _names.Select(name => _byName[name])];

    /// <summary>Gets a weight.</summary>
    public torch.Tensor this[string name] => _byName[name];

    /// <summary>Returns whether there is a weight of that name.</summary>
    public bool Contains(string name) => _byName.ContainsKey(name);

    /// <summary>Adds a weight, which is owned from then on, and outlives the scope that it was made in.</summary>
    public void Add(string name, torch.Tensor weight)
    {
        _byName.Add(name, weight.detach_().requires_grad_(true).DetachFromDisposeScope());
        _names.Add(name);
    }

    /// <summary>Reads the weights of a model.</summary>
    /// <param name="directory">The model.</param>
    /// <param name="device">Where they are to lie.</param>
    /// <exception cref="InvalidDataException">A tensor is missing, of another shape, or not finite.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static WeightSet Read(ModelDirectory directory, torch.Device device)
    {
        var blueprint = ModelBlueprint.Of(directory);
        var weights = new WeightSet();
        try
        {
            using (var source = TensorSource.Open(directory))
            {
                GemmaTensors.Validate(source, directory.Config);
                foreach (var (name, shape) in GemmaTensors.Shapes(directory.Config))
                    weights.Add(name, source, name, shape, device);
            }

            for (var i = 0; i < blueprint.Dense.Count; i++)
            {
                using var source = TensorSource.Open(directory.DenseModules[i]);
                DenseTensors.Validate(source, directory.DenseModules[i]);
                foreach (var (name, shape) in DenseTensors.Shapes(directory.DenseModules[i]))
                    weights.Add(ModelBlueprint.DenseName(i, name["linear.".Length..]), source, name, shape, device);
            }

            return weights;
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <summary>Returns weights as they are before any training: normally distributed, each output with a variance that its inputs' number gives; scales of norms at 1.</summary>
    /// <param name="shapes">The weights.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="device">Where they are to lie.</param>
    public static WeightSet Random(IEnumerable<KeyValuePair<string, long[]>> shapes, ulong seed, torch.Device device)
    {
        var weights = new WeightSet();
        foreach (var (name, shape) in shapes)
            weights.Add(name, RandomTensor(shape, SeededNumbers.At(seed, weights._names.Count), device));
        return weights;
    }

    /// <summary>Returns a copy of the weights of some names.</summary>
    public WeightSet CopyOf(IEnumerable<string> names)
    {
        var copy = new WeightSet();
        foreach (var name in names)
            copy.Add(name, _byName[name].detach().clone());
        return copy;
    }

    /// <summary>Overwrites weights by others of the same names.</summary>
    public void Set(IReadOnlyList<torch.Tensor> values)
    {
        using var noGradient = torch.no_grad();
        for (var i = 0; i < _names.Count; i++)
            _byName[_names[i]].copy_(values[i]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var weight in _byName.Values)
            weight.Dispose();
    }

    private void Add(string name, TensorSource source, string nameInSource, long[] shape, torch.Device device)
    {
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        source.Read(nameInSource, shape, values);
        Add(name, torch.tensor(values, shape, device: device));
    }

    // Norms are kept as their difference from 1; embeddings are multiplied with the root of their width, so that their entries have the variance 1 then.
    private static torch.Tensor RandomTensor(long[] shape, SeededNumbers numbers, torch.Device device)
    {
        if (shape.Length == 1)
            return torch.zeros(shape, device: device);
        var values = new float[shape[0] * shape[1]];
        var deviation = 1 / Math.Sqrt(shape[1]);
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(deviation * numbers.NextNormal());
        return torch.tensor(values, shape, device: device);
    }
}
