using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Models.Gguf;

namespace SK.EmbeddingGemma.Weights.Gguf;

/// <summary>Finds the tensors of a model in a GGUF file, under the names that they have in safetensors.</summary>
internal static class GgufWeights
{
    /// <summary>Returns where the transformer's tensors are. What belongs to a dense module is left out.</summary>
    /// <exception cref="InvalidDataException">A tensor is not expected, has a format that is not read, or is not whole; the message names file and tensor.</exception>
    public static Dictionary<string, TensorInfo> FindTransformer(WeightFile file, ModelDirectory directory)
    {
        var names = GemmaTensors.Shapes(directory.Config).Keys.ToDictionary(GgufTensors.NameOf, name => name, StringComparer.Ordinal);
        var dense = directory.DenseModules.Select(module => module.GgufTensor).ToHashSet(StringComparer.Ordinal);
        var tensors = new Dictionary<string, TensorInfo>(StringComparer.Ordinal);
        foreach (var info in ReadAll(file).Where(info => !dense.Contains(info.Name)))
        {
            var name = names.GetValueOrDefault(info.Name)
                ?? throw file.Fault(info, "is not part of the model that the file's metadata describes, so what it does to the vectors is not known.");
            tensors.Add(name, info);
        }

        return tensors;
    }

    /// <summary>Returns where a dense module's matrix is.</summary>
    /// <exception cref="InvalidDataException">A tensor has a format that is not read, or is not whole; the message names file and tensor.</exception>
    public static Dictionary<string, TensorInfo> FindDense(WeightFile file, string tensor) =>
        ReadAll(file).Where(info => info.Name == tensor).ToDictionary(_ => DenseTensors.Weight, StringComparer.Ordinal);

    private static List<TensorInfo> ReadAll(WeightFile file)
    {
        var container = GgufContainer.Read(file.Path, file.Length, file.Read);
        var tensors = container.Tensors.ConvertAll(tensor => Locate(file, tensor));
        var end = 0L;
        foreach (var tensor in tensors.OrderBy(tensor => tensor.Offset))
        {
            if (tensor.Offset < end)
                throw file.Fault(tensor, $"begins at byte {tensor.Offset}, but the tensor before it ends at {end}: tensors must not overlap.");
            end = tensor.Offset + tensor.ByteCount;
        }

        return tensors;
    }

    private static TensorInfo Locate(WeightFile file, GgufListedTensor tensor)
    {
        var type = TypeOf(file, tensor);
        var (length, bytes) = (type.BlockLength(), type.BlockBytes());
        if (tensor.Shape[^1] % length != 0)
            throw file.Fault(tensor.Name, $"has rows of {tensor.Shape[^1]} numbers, but its format has blocks of {length}.");
        var blocks = tensor.Shape.Aggregate(1L, (product, size) => product * size) / length;
        if (blocks > (file.Length - tensor.Offset) / bytes)
            throw file.Fault(tensor.Name, $"has {blocks} times {bytes} bytes from byte {tensor.Offset} on, but the file ends at {file.Length}: it is cut short.");
        return new TensorInfo(tensor.Name, type, tensor.Shape, tensor.Offset, blocks * bytes);
    }

    private static TensorType TypeOf(WeightFile file, GgufListedTensor tensor) => (GgufType)tensor.Type switch
    {
        GgufType.F32 => TensorType.Float32,
        GgufType.F16 => TensorType.Float16,
        GgufType.BF16 => TensorType.BFloat16,
        GgufType.Q8 => TensorType.BlockInt8,
        GgufType.Q4 => TensorType.BlockInt4,
        _ => throw file.Fault(tensor.Name, $"has the format {NameOf(tensor.Type)}, but only F32, F16, BF16, Q8_0 and Q4_0 are supported: take a file with these, or write one with embeddinggemma export."),
    };

    // Of the formats that public files have most.
    private static string NameOf(uint type) => type switch
    {
        3 => "Q4_1",
        6 => "Q5_0",
        7 => "Q5_1",
        10 => "Q2_K",
        11 => "Q3_K",
        12 => "Q4_K",
        13 => "Q5_K",
        14 => "Q6_K",
        20 => "IQ4_NL",
        23 => "IQ4_XS",
        39 => "MXFP4",
        _ => $"number {type}",
    };
}
