using System.Runtime.InteropServices;
using System.Text;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Weights.Gguf;

internal sealed partial class GgufFile
{
    private const int Hidden = 32, Middle = 64, Head = 16, DenseWidth = 64;

    /// <summary>Gets or sets the version of the format.</summary>
    public uint Version { get; set; } = 3;

    /// <summary>Returns a small model of one layer with everything that llama.cpp asks for and no key more, made without the product's export.</summary>
    public static GgufFile Tiny()
    {
        string[] letters = ["a", "b", "c", "▁", "ab", "▁a", "abc", "▁▁", "<b>"];
        string[] tokens = ["<pad>", "<eos>", "<bos>", "<unk>", .. Enumerable.Range(0, 256).Select(value => $"<0x{value:X2}>"), .. letters];
        var file = new GgufFile();
        foreach (var (key, value) in new (string, object)[]
        {
            ("general.architecture", "gemma-embedding"), ("general.name", "Tiny"),
            ("gemma-embedding.context_length", 64u), ("gemma-embedding.embedding_length", (uint)Hidden), ("gemma-embedding.block_count", 1u),
            ("gemma-embedding.feed_forward_length", (uint)Middle), ("gemma-embedding.attention.head_count", 2u), ("gemma-embedding.attention.head_count_kv", 1u),
            ("gemma-embedding.attention.key_length", (uint)Head), ("gemma-embedding.attention.value_length", (uint)Head),
            ("gemma-embedding.attention.layer_norm_rms_epsilon", 1e-6f), ("gemma-embedding.attention.sliding_window", 16u), ("gemma-embedding.pooling_type", 1u),
            ("tokenizer.ggml.model", "llama"), ("tokenizer.ggml.tokens", tokens),
            ("tokenizer.ggml.scores", tokens.Select((_, id) => id < 264 ? 0f : 264f - id).ToArray()),
            ("tokenizer.ggml.token_type", tokens.Select((_, id) => id switch { 3 => 2, < 4 => 3, < 260 => 6, < 267 => 1, _ => 4 }).ToArray()),
            ("tokenizer.ggml.bos_token_id", 2u), ("tokenizer.ggml.eos_token_id", 1u), ("tokenizer.ggml.padding_token_id", 0u), ("tokenizer.ggml.add_space_prefix", false),
        })
        {
            file.Metadata.Add(key, value);
        }

        var seed = 1u;
        Add("token_embd", Hidden, tokens.Length);
        foreach (var norm in new[] { "attn_norm", "post_attention_norm", "ffn_norm", "post_ffw_norm" })
            Add("blk.0." + norm, Hidden);
        Add("blk.0.attn_q_norm", Head);
        Add("blk.0.attn_k_norm", Head);
        Add("blk.0.attn_q", Hidden, 2 * Head);
        Add("blk.0.attn_k", Hidden, Head);
        Add("blk.0.attn_v", Hidden, Head);
        Add("blk.0.attn_output", 2 * Head, Hidden);
        Add("blk.0.ffn_gate", Hidden, Middle);
        Add("blk.0.ffn_up", Hidden, Middle);
        Add("blk.0.ffn_down", Middle, Hidden);
        Add("output_norm", Hidden);
        Add("dense_2", Hidden, DenseWidth);
        Add("dense_3", DenseWidth, Hidden);
        return file;

        void Add(string name, params long[] sizes) => file.SetFloats(name + ".weight", ModelDirectoryBuilder.RandomFloats(seed++, sizes), sizes);
    }

    /// <summary>Puts a tensor of single precision in.</summary>
    public void SetFloats(string name, float[] values, params long[] sizes) => Tensors[name] = (0, sizes, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    /// <summary>Stores a tensor, which has single precision, in another format, as exactly as that can.</summary>
    public void Store(string name, uint type)
    {
        var values = Floats(name);
        Tensors[name] = (type, Tensors[name].Sizes, type switch
        {
            1 => [.. values.SelectMany(value => BitConverter.GetBytes((Half)value))],
            2 => [.. values.Chunk(32).SelectMany(Q4)],
            8 => [.. values.Chunk(32).SelectMany(Q8)],
            30 => [.. values.SelectMany(value => BitConverter.GetBytes(value)[2..])],
            _ => throw new ArgumentOutOfRangeException(nameof(type)),
        });

        static IEnumerable<byte> Q8(float[] block)
        {
            var scale = (Half)(block.Max(MathF.Abs) / 127);
            return [.. BitConverter.GetBytes(scale), .. block.Select(value => (byte)(sbyte)MathF.Round(value / (float)scale))];
        }

        static IEnumerable<byte> Q4(float[] block)
        {
            var scale = (Half)(block.Max(MathF.Abs) / 7);
            var numbers = block.Select(value => (byte)(Math.Clamp(MathF.Round(value / (float)scale), -8, 7) + 8)).ToArray();
            return [.. BitConverter.GetBytes(scale), .. Enumerable.Range(0, 16).Select(i => (byte)(numbers[i] | (numbers[i + 16] << 4)))];
        }
    }

    /// <summary>Writes the file.</summary>
    public string Write(string path)
    {
        File.WriteAllBytes(path, ToArray());
        return path;
    }

    /// <summary>Returns the file.</summary>
    public byte[] ToArray()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("GGUF"u8);
        writer.Write(Version);
        writer.Write((ulong)Tensors.Count);
        writer.Write((ulong)Metadata.Count);
        foreach (var (key, value) in Metadata)
        {
            WriteText(writer, key);
            WriteValue(writer, value);
        }

        var alignment = Metadata.GetValueOrDefault("general.alignment") is uint and > 0 and var stated ? (int)stated : 32;
        var offset = 0L;
        foreach (var (name, tensor) in Tensors)
        {
            WriteText(writer, name);
            writer.Write((uint)tensor.Sizes.Length);
            foreach (var size in tensor.Sizes)
                writer.Write((ulong)size);
            writer.Write(tensor.Type);
            writer.Write((ulong)offset);
            offset += (tensor.Bytes.Length + alignment - 1) / alignment * alignment;
        }

        foreach (var (_, tensor) in Tensors)
        {
            Pad();
            writer.Write(tensor.Bytes);
        }

        Pad();
        return stream.ToArray();

        void Pad() => writer.Write(new byte[(alignment - (stream.Position % alignment)) % alignment]);
    }

    private static void WriteValue(BinaryWriter writer, object value)
    {
        writer.Write(value is Array ? 9u : TypeOf(value.GetType()));
        if (value is not Array list)
        {
            WriteContent(writer, value);
            return;
        }

        writer.Write(TypeOf(list.GetType().GetElementType()!));
        writer.Write((ulong)list.Length);
        foreach (var element in list)
            WriteContent(writer, element!);
    }

    private static uint TypeOf(Type type) => (uint)Array.IndexOf(
        [typeof(byte), typeof(sbyte), typeof(ushort), typeof(short), typeof(uint), typeof(int), typeof(float), typeof(bool), typeof(string), typeof(Array), typeof(ulong), typeof(long), typeof(double)],
        type);

    private static void WriteContent(BinaryWriter writer, object value)
    {
        switch (value)
        {
            case byte number: writer.Write(number); break;
            case ushort number: writer.Write(number); break;
            case uint number: writer.Write(number); break;
            case int number: writer.Write(number); break;
            case long number: writer.Write(number); break;
            case ulong number: writer.Write(number); break;
            case float number: writer.Write(number); break;
            case double number: writer.Write(number); break;
            case bool flag: writer.Write(flag); break;
            case string text: WriteText(writer, text); break;
            default: throw new ArgumentOutOfRangeException(nameof(value), value, "not written");
        }
    }

    private static void WriteText(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }
}
