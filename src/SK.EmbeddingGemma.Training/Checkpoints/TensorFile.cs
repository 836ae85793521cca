using SK.EmbeddingGemma.Weights;
using TorchSharp;

namespace SK.EmbeddingGemma.Checkpoints;

/// <summary>Writes tensors as a safetensors file of 32-bit floats, and reads such files.</summary>
internal static class TensorFile
{
    /// <summary>Writes a file, which appears when it is whole.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<(string Name, torch.Tensor Tensor)> tensors)
    {
        var header = SafetensorsHeaderWriter.OfFloats(tensors.Select(item => (item.Name, (IReadOnlyList<long>)item.Tensor.shape)));
        using var file = new NewFile(path, header.Length + tensors.Sum(item => item.Tensor.numel() * sizeof(float)), overwrites: false);
        file.Write(header);
        foreach (var (_, tensor) in tensors)
        {
            using var scope = torch.NewDisposeScope();
            file.Write(tensor.detach().cpu().to(torch.float32).contiguous().bytes);
        }

        file.Commit();
    }

    /// <summary>Overwrites tensors by those of a folder's file.</summary>
    /// <exception cref="InvalidDataException">One is missing, or of another shape.</exception>
    public static void Read(string folder, IReadOnlyList<(string Name, torch.Tensor Tensor)> tensors)
    {
        using var noGradient = torch.no_grad();
        using var source = TensorSource.Open(folder);
        foreach (var (name, tensor) in tensors)
        {
            using var scope = torch.NewDisposeScope();
            var values = new float[tensor.numel()];
            source.Read(name, tensor.shape, values);
            tensor.copy_(torch.tensor(values, tensor.shape));
        }
    }
}
