using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Weights.Gguf;

/// <summary>Writes a model as a GGUF file that llama.cpp computes the same vectors from: its architecture gemma-embedding, with the dense modules.</summary>
internal static class GgufExport
{
    private const uint QuantizationVersion = 2;

    /// <summary>Writes the file, which appears when it is whole; the same model gives the same bytes.</summary>
    /// <param name="directory">The model.</param>
    /// <param name="path">The file.</param>
    /// <param name="type">The number format of matrices.</param>
    /// <param name="overwrites">Whether a file that is there is replaced.</param>
    /// <param name="progress">Takes the share that is written, from 0 to 1.</param>
    /// <param name="cancellationToken">Ends it, and leaves nothing behind.</param>
    /// <returns>The length of the file, in bytes.</returns>
    /// <exception cref="NotSupportedException">llama.cpp would compute other vectors.</exception>
    /// <exception cref="InvalidDataException">The model is damaged.</exception>
    /// <exception cref="IOException">The model cannot be read or the file not be written, for example because the disk is full.</exception>
    public static long Write(ModelDirectory directory, string path, GgufType type, bool overwrites, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var header = new GgufHeader();
        GgufArchitecture.Describe(header, directory);
        header.Add("general.file_type", FileType(type));
        if (type == GgufType.Q8)
            header.Add("general.quantization_version", QuantizationVersion);
        GgufVocabulary.Describe(header, directory, directory.ReadTokenizer());

        using var source = TensorSource.Open(directory);
        GemmaTensors.Validate(source, directory.Config);
        var dense = new List<TensorSource>();
        try
        {
            dense.AddRange(directory.DenseModules.Select(TensorSource.Open));
            var tensors = GgufTensors.Plan(directory, source, dense, type);
            return Write(header.Build([.. tensors.Select(tensor => tensor.Tensor)]), tensors, path, overwrites, progress, cancellationToken);
        }
        finally
        {
            dense.ForEach(module => module.Dispose());
        }
    }

    private static long Write(byte[] header, GgufSource[] tensors, string path, bool overwrites, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var length = header.Length + tensors.Sum(tensor => GgufHeader.Padded(tensor.Tensor.ByteCount));
        var share = new WrittenShare(progress, length);
        using var file = new NewFile(path, length, overwrites);
        file.Write(header);
        foreach (var tensor in tensors)
            tensor.WriteTo(file, share, cancellationToken);
        file.Commit();
        return length;
    }

    // llama.cpp's own numbers for what most tensors are.
    private static uint FileType(GgufType type) => type switch
    {
        GgufType.F32 => 0,
        GgufType.F16 => 1,
        GgufType.Q8 => 7,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not a number format of GGUF that is written."),
    };
}
