using TorchSharp;

namespace SK.EmbeddingGemma.Native;

/// <summary>Chooses what computes.</summary>
internal static class TorchDevice
{
    /// <summary>Returns the device of a name.</summary>
    /// <param name="name"><c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>, <c>mps</c>; <see langword="null"/> for CUDA where there is one, else the processor.</param>
    /// <exception cref="NotSupportedException">There is no such device.</exception>
    public static torch.Device Choose(string? name)
    {
        TorchLibraries.Load();
        if (name is null)
            return torch.cuda.is_available() ? torch.CUDA : torch.CPU;
        if (name.StartsWith("cuda", StringComparison.Ordinal) && !torch.cuda.is_available())
            throw new NotSupportedException($"There is no device '{name}': the libtorch in use has no CUDA, or the machine no such device. Use cpu, or reference a libtorch-cuda package.");
        return torch.device(name);
    }
}
