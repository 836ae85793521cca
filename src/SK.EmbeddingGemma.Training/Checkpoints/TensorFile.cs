using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using SK.EmbeddingGemma.Weights;
using TorchSharp;

namespace SK.EmbeddingGemma.Checkpoints;

/// <summary>Writes tensors as a safetensors file of 32-bit floats, and reads such files.</summary>
internal static class TensorFile
{
    private const int HeaderAlignment = 8;

    /// <summary>Writes a file, which appears when it is whole.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<(string Name, torch.Tensor Tensor)> tensors)
    {
        var header = Header(tensors);
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

    private static byte[] Header(IReadOnlyList<(string Name, torch.Tensor Tensor)> tensors)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("__metadata__");
            writer.WriteString("format", "pt"); // transformers loads no file without it
            writer.WriteEndObject();
            var offset = 0L;
            foreach (var (name, tensor) in tensors)
            {
                writer.WriteStartObject(name);
                writer.WriteString("dtype", "F32");
                writer.WriteStartArray("shape");
                foreach (var size in tensor.shape)
                    writer.WriteNumberValue(size);
                writer.WriteEndArray();
                writer.WriteStartArray("data_offsets");
                writer.WriteNumberValue(offset);
                writer.WriteNumberValue(offset += tensor.numel() * sizeof(float));
                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        var length = (json.WrittenCount + HeaderAlignment - 1) / HeaderAlignment * HeaderAlignment;
        var header = new byte[sizeof(long) + length];
        header.AsSpan().Fill((byte)' ');
        BinaryPrimitives.WriteInt64LittleEndian(header, length);
        json.WrittenSpan.CopyTo(header.AsSpan(sizeof(long)));
        return header;
    }
}
