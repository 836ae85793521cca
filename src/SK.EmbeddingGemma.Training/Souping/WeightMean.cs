using SK.EmbeddingGemma.Export;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Modules;
using SK.EmbeddingGemma.Native;
using TorchSharp;

namespace SK.EmbeddingGemma.Souping;

/// <summary>The unweighted mean of models' weights.</summary>
internal static class WeightMean
{
    /// <summary>Writes it.</summary>
    public static EmbeddingGemmaModel Write(IReadOnlyList<EmbeddingGemmaModel> models, string output, bool overwrites, CancellationToken cancellationToken)
    {
        TorchLibraries.Load();
        var directories = models.Select(model => model.Open()).ToList();
        var first = ModelBlueprint.Of(directories[0]);
        using var sum = WeightSet.Read(directories[0], torch.CPU);
        foreach (var directory in directories.Skip(1))
        {
            cancellationToken.ThrowIfCancellationRequested();
            RequireSame(directories[0], directory);
            using var weights = WeightSet.Read(directory, torch.CPU);
            Change(sum, i => sum.Tensors[i].add_(weights.Tensors[i]));
        }

        Change(sum, i => sum.Tensors[i].div_(directories.Count));
        ModelFolder.Write(first, sum, output, overwrites);
        return EmbeddingGemmaModel.FromDirectory(output);
    }

    private static void Change(WeightSet weights, Action<int> change)
    {
        using var noGradient = torch.no_grad();
        for (var i = 0; i < weights.Names.Count; i++)
        {
            using var scope = torch.NewDisposeScope();
            change(i);
        }
    }

    private static void RequireSame(ModelDirectory first, ModelDirectory other)
    {
        var (shapes, others) = (ModelBlueprint.Of(first).Shapes(), ModelBlueprint.Of(other).Shapes());
        var isSame = shapes.Count == others.Count && shapes.Zip(others).All(pair => pair.First.Key == pair.Second.Key && pair.First.Value.SequenceEqual(pair.Second.Value));
        if (!isSame || !first.Config.Layers.SequenceEqual(other.Config.Layers) || !first.TokenizerHash.SequenceEqual(other.TokenizerHash))
            throw new ArgumentException($"{other.Root} has another architecture or tokenizer than {first.Root}: only models that were trained from the same one can be averaged.", nameof(other));
    }
}
