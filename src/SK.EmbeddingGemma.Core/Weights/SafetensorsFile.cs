using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Weights;

/// <summary>Writes tensors as one safetensors file of 32-bit floats, whatever they are in their source.</summary>
internal static class SafetensorsFile
{
    /// <summary>Returns the bytes of the file that <see cref="Write"/> writes.</summary>
    public static long LengthOf(TensorSource source, IReadOnlyList<string> names) => Header(source, names).Length + names.Sum(name => ByteCount(source.Tensors[name]));

    /// <summary>Writes tensors.</summary>
    /// <param name="source">The weights.</param>
    /// <param name="names">The tensors in the order of the file: vectors and matrices that are there.</param>
    /// <param name="path">The file, which appears when it is whole.</param>
    /// <param name="written">Takes the bytes of each piece.</param>
    /// <param name="cancellationToken">Ends it, and leaves nothing behind.</param>
    /// <exception cref="InvalidDataException">A tensor holds NaN or infinity.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static void Write(TensorSource source, IReadOnlyList<string> names, string path, Action<long> written, CancellationToken cancellationToken)
    {
        var header = Header(source, names);
        using var file = new NewFile(path, LengthOf(source, names), overwrites: false);
        file.Write(header);
        written(header.Length);
        foreach (var name in names)
        {
            TensorPieces.Read(
                source,
                name,
                source.Tensors[name].Shape,
                values =>
                {
                    var bytes = MemoryMarshal.AsBytes(values);
                    file.Write(bytes);
                    written(bytes.Length);
                },
                cancellationToken);
        }

        file.Commit();
    }

    private static long ByteCount(TensorInfo tensor) => tensor.Count * sizeof(float);

    private static byte[] Header(TensorSource source, IReadOnlyList<string> names) => SafetensorsHeaderWriter.OfFloats(names.Select(name => (name, source.Tensors[name].Shape)));
}
