using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;

namespace SK.EmbeddingGemma.Weights;

/// <summary>
/// Reads the header of a safetensors file: 8 bytes of length, JSON with type, shape and offsets of each tensor, then the
/// data. Everything in it is taken for hostile: memory stays within the header's own size, which lies within the file's.
/// </summary>
internal static class SafetensorsHeader
{
    /// <summary>The longest header that is read, in bytes; the reference implementation has the same limit.</summary>
    public const int MaxBytes = 100_000_000;

    /// <summary>The most tensors that a file may hold; EmbeddingGemma 300M has 314.</summary>
    public const int MaxTensors = 100_000;

    private const int LengthBytes = 8;

    /// <summary>Reads the header of <paramref name="file"/>.</summary>
    /// <exception cref="InvalidDataException">The header is not that of a whole and consistent file; the message names file and tensor.</exception>
    public static IReadOnlyList<TensorInfo> Read(WeightFile file)
    {
        if (file.Length < LengthBytes + 2)
            throw file.Fault($"has {file.Length} bytes, too few for a safetensors file.");
        Span<byte> prefix = stackalloc byte[LengthBytes];
        file.Read(prefix, 0);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length is < 2 or > MaxBytes)
            throw file.Fault($"states a header of {length} bytes, but it must have 2 to {MaxBytes}. It is not a safetensors file, or damaged.");
        if (length > (ulong)(file.Length - LengthBytes))
            throw file.Fault($"states a header of {length} bytes, but has only {file.Length}: it is cut short, or not a safetensors file.");

        var json = new byte[(int)length];
        file.Read(json, LengthBytes);
        if (json[0] != '{' || !Utf8.IsValid(json))
            throw file.Fault("has a header that is not a JSON object in UTF-8.");
        try
        {
            var dataStart = LengthBytes + (long)length;
            var tensors = SafetensorsHeaderParser.Parse(file, json, dataStart);
            RequireCover(file, tensors, dataStart);
            return tensors;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException) // the latter: half a surrogate pair in a string
        {
            throw file.Fault($"has a header that is not valid JSON: {fault.Message}", fault);
        }
    }

    // Tensors one after the other from the first byte of data to the last: no hole, no overlap, nothing behind.
    private static void RequireCover(WeightFile file, List<TensorInfo> tensors, long dataStart)
    {
        var end = dataStart;
        foreach (var tensor in tensors.OrderBy(tensor => tensor.Offset).ThenBy(tensor => tensor.ByteCount))
        {
            if (tensor.Offset != end)
                throw file.Fault(tensor, $"begins at byte {tensor.Offset}, but the data before it ends at {end}: tensors must neither overlap nor leave holes.");
            end += tensor.ByteCount;
            if (end > file.Length)
                throw file.Fault(tensor, $"ends at byte {end}, but the file has only {file.Length}: it is cut short.");
        }

        if (end != file.Length)
            throw file.Fault($"has {file.Length} bytes, but its tensors end at byte {end}.");
    }
}
