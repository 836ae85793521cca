using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma;

/// <summary>
/// Unpacks the development form of EmbeddingGemma 300M: weights as the upper halves of floats, embedding rows as signed bytes with a
/// scale, and only the rows of the vocabulary that the evaluation needs.
/// </summary>
internal sealed class PackedModel
{
    private readonly string _packed = SharedFolder.PathOf("models/embeddinggemma-300m");
    private readonly TemporaryFolder _target;

    private PackedModel(TemporaryFolder target) => _target = target;

    /// <summary>Writes the model's directory, 1.2 GB of which 0.4 GB are holes where the file system allows.</summary>
    public static void Unpack(TemporaryFolder target) => new PackedModel(target).Unpack();

    private void Unpack()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(_packed, "layout"), "*", SearchOption.AllDirectories))
        {
            Write(file, Path.GetRelativePath(Path.Combine(_packed, "layout"), file));
        }

        var tokenizers = SharedFolder.PathOf("tokenizers/embeddinggemma-300m");
        foreach (var file in Directory.EnumerateFiles(tokenizers))
        {
            Write(file, Path.GetFileName(file));
        }

        using var index = JsonDocument.Parse(File.ReadAllText(Path.Combine(_packed, "index.json")));
        var tensors = index.RootElement.GetProperty("tensors").EnumerateArray()
            .Select(tensor => (Name: tensor[1].GetString()!, Shape: tensor[2].EnumerateArray().Select(size => size.GetInt64()).ToArray())).ToArray();
        var values = Weights();
        var body = tensors[..^2];
        long[] tableShape = [index.RootElement.GetProperty("vocab").GetInt64(), 768];
        var bodyLength = body.Sum(tensor => Size(tensor.Shape));
        WriteTensors("model.safetensors", [("embed_tokens.weight", tableShape), .. body], (file, start) =>
        {
            WriteRows(file, start, index.RootElement.GetProperty("rows").GetInt32());
            file.Position = start + (Size(tableShape) * sizeof(float));
            file.Write(MemoryMarshal.AsBytes(values.AsSpan(0, (int)bodyLength)));
        });
        var dense = Size(tensors[^2].Shape);
        WriteTensors("2_Dense/model.safetensors", [tensors[^2]], (file, _) => file.Write(MemoryMarshal.AsBytes(values.AsSpan((int)bodyLength, (int)dense))));
        WriteTensors("3_Dense/model.safetensors", [tensors[^1]], (file, _) => file.Write(MemoryMarshal.AsBytes(values.AsSpan((int)(bodyLength + dense)))));
    }

    private void Write(string from, string relative)
    {
        using var source = File.OpenRead(from);
        var isPacked = relative.EndsWith(".gz", StringComparison.Ordinal);
        using var target = File.Create(_target.PathOf(isPacked ? relative[..^3] : relative));
        if (isPacked)
        {
            using var unpacked = new GZipStream(source, CompressionMode.Decompress);
            unpacked.CopyTo(target);
        }
        else
        {
            source.CopyTo(target);
        }
    }

    private float[] Weights()
    {
        var (high, low) = (Stream("weights.hi"), Stream("weights.lo"));
        var values = new float[high.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = BitConverter.UInt32BitsToSingle(((uint)high[i] << 24) | ((uint)low[i] << 16));
        }

        return values;
    }

    private void WriteRows(FileStream file, long start, int rows)
    {
        var ids = MemoryMarshal.Cast<byte, uint>(Stream("rows.id"));
        var scales = MemoryMarshal.Cast<byte, ushort>(Stream("rows.scale"));
        var quantized = MemoryMarshal.Cast<byte, sbyte>(Stream("rows.q"));
        var row = new float[768];
        for (var r = 0; r < rows; r++)
        {
            var scale = BitConverter.UInt32BitsToSingle((uint)scales[r] << 16);
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = scale * quantized[(r * row.Length) + i];
            }

            file.Position = start + ((long)ids[r] * row.Length * sizeof(float));
            file.Write(MemoryMarshal.AsBytes(row.AsSpan()));
        }
    }

    private void WriteTensors(string relative, (string Name, long[] Shape)[] tensors, Action<FileStream, long> fill)
    {
        var offset = 0L;
        var entries = new List<string>();
        foreach (var (name, shape) in tensors)
        {
            var end = offset + (Size(shape) * sizeof(float));
            entries.Add($"\"{name}\":{{\"dtype\":\"F32\",\"shape\":[{string.Join(',', shape)}],\"data_offsets\":[{offset},{end}]}}");
            offset = end;
        }

        var header = System.Text.Encoding.UTF8.GetBytes($"{{{string.Join(',', entries)}}}");
        using var file = File.Create(_target.PathOf(relative));
        file.Write(BitConverter.GetBytes((long)header.Length));
        file.Write(header);
        var start = file.Position;
        file.SetLength(start + offset);
        fill(file, start);
    }

    private byte[] Stream(string name)
    {
        using var joined = new MemoryStream();
        foreach (var part in Directory.EnumerateFiles(_packed, name + ".z*").Order(StringComparer.Ordinal))
        {
            joined.Write(File.ReadAllBytes(part));
        }

        joined.Position = 0;
        using var unpacked = new MemoryStream();
        using (var stream = new ZLibStream(joined, CompressionMode.Decompress))
        {
            stream.CopyTo(unpacked);
        }

        return unpacked.ToArray();
    }

    private static long Size(long[] shape) => shape.Aggregate(1L, (size, next) => size * next);
}
