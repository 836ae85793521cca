using System.Globalization;

namespace SK.EmbeddingGemma.Models.Gguf;

/// <summary>Reads which dense modules a GGUF file has: two, or, where the file says so itself, none.</summary>
internal static class GgufDenseModules
{
    /// <summary>
    /// The key that a file without dense modules must have, with the value 0. Old conversions of EmbeddingGemma 300M left the model's
    /// out, and cannot be told from models that have none; programs that do not know the key pass over it.
    /// </summary>
    public const string CountKey = "embeddinggemma.dense_modules";

    private const int MaxFeatures = 1 << 20;

    /// <summary>The numbers of the modules in names, in their order.</summary>
    private static readonly int[] Numbers = [2, 3];

    /// <summary>Returns the name of a module's matrix.</summary>
    /// <param name="index">Which of the modules, from 0.</param>
    public static string TensorOf(int index) => string.Create(CultureInfo.InvariantCulture, $"dense_{Numbers[index]}.weight");

    /// <summary>Takes the keys of dense modules and returns them.</summary>
    /// <exception cref="InvalidDataException">The file lacks a module, or is contradictory; the message names file and key or tensor.</exception>
    public static List<DenseModule> Read(GgufMetadata metadata, int hiddenSize)
    {
        var container = metadata.Container;
        var saysNone = metadata.Contains(CountKey) && metadata.Integer(CountKey, 0, Numbers.Length) == 0;
        var tensors = Enumerable.Range(0, Numbers.Length).Select(index => container.Tensors.Find(tensor => tensor.Name == TensorOf(index))).ToArray();
        if (saysNone && tensors.All(tensor => tensor is null))
            return [];
        if (saysNone)
            throw metadata.Fault(CountKey, $"is 0, but there is {tensors.First(tensor => tensor is not null)!.Name}.");
        var modules = new List<DenseModule>();
        var width = hiddenSize;
        for (var index = 0; index < tensors.Length; index++)
        {
            modules.Add(Read(metadata, index, tensors[index] ?? throw Missing(container, index), width));
            width = modules[^1].OutFeatures;
        }

        return modules;
    }

    private static DenseModule Read(GgufMetadata metadata, int index, GgufListedTensor tensor, int width)
    {
        if (tensor.Shape is not [>= 1 and <= MaxFeatures and var outFeatures, >= 1 and <= MaxFeatures and var inFeatures] || inFeatures * outFeatures > Array.MaxLength)
            throw new InvalidDataException($"{metadata.Container.Path}: tensor '{tensor.Name}' has the shape [{string.Join(", ", tensor.Shape)}], which no dense module has.");
        if (inFeatures != width)
            throw new InvalidDataException($"{metadata.Container.Path}: tensor '{tensor.Name}' takes {inFeatures} numbers, but what is before it gives {width}.");
        var key = string.Create(CultureInfo.InvariantCulture, $"{GgufConfigReader.Architecture}.dense_{Numbers[index]}_feat_");
        metadata.Integer(key + "in", (int)inFeatures, (int)inFeatures, (int)inFeatures);
        metadata.Integer(key + "out", (int)outFeatures, (int)outFeatures, (int)outFeatures);
        return new DenseModule(metadata.Container.Path, (int)inFeatures, (int)outFeatures, HasBias: false) { GgufTensor = tensor.Name };
    }

    private static InvalidDataException Missing(GgufContainer container, int index) => new(
        $"{container.Path}: tensor '{TensorOf(index)}' is missing: the file lacks the model's dense modules, as older conversions do, so its vectors would not be the model's. Ways out: " +
        "write the file from the original model (embeddinggemma export --format gguf); take a newer conversion, which has dense_2.weight and dense_3.weight; " +
        "or use the original, with EmbeddingGemmaModel.Gemma300M or EmbeddingGemmaModel.FromDirectory.");
}
