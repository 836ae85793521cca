using System.Runtime.InteropServices;
using System.Text;

namespace SK.EmbeddingGemma.Weights.Gguf;

/// <summary>A GGUF file read by the format's own words, whatever wrote it, and written again as tests want it. Fails where it breaks them.</summary>
internal sealed partial class GgufFile
{
    private readonly byte[] _bytes;
    private int _position;

    private GgufFile(byte[] bytes) => _bytes = bytes;

    /// <summary>Makes an empty file, to be filled and written.</summary>
    public GgufFile()
        : this([])
    {
    }

    public Dictionary<string, object> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the tensors by name: type, sizes as the file has them (innermost first), bytes.</summary>
    public Dictionary<string, (uint Type, long[] Sizes, byte[] Bytes)> Tensors { get; } = new(StringComparer.Ordinal);

    public static GgufFile Read(string path)
    {
        var file = new GgufFile(File.ReadAllBytes(path));
        file.Read();
        return file;
    }

    public float[] Floats(string name)
    {
        var (type, _, bytes) = Tensors[name];
        return type switch
        {
            0 => MemoryMarshal.Cast<byte, float>(bytes).ToArray(),
            1 => [.. MemoryMarshal.Cast<byte, Half>(bytes).ToArray().Select(value => (float)value)],
            8 => [.. bytes.Chunk(34).SelectMany(block => block.Skip(2).Select(value => (sbyte)value * (float)MemoryMarshal.Read<Half>(block)))],
            _ => throw new InvalidDataException($"type {type}"),
        };
    }

    private void Read()
    {
        Assert.Equal("GGUF", Encoding.ASCII.GetString(Take(4)));
        Assert.Equal(3u, Number<uint>());
        var tensorCount = (int)Number<ulong>();
        var keyCount = (int)Number<ulong>();
        for (var i = 0; i < keyCount; i++)
            Metadata.Add(Text(), Value(Number<uint>()));
        var infos = new (string Name, long[] Sizes, uint Type, long Offset)[tensorCount];
        for (var i = 0; i < tensorCount; i++)
        {
            var name = Text();
            var sizes = new long[Number<uint>()];
            for (var d = 0; d < sizes.Length; d++)
                sizes[d] = (long)Number<ulong>();
            infos[i] = (name, sizes, Number<uint>(), (long)Number<ulong>());
        }

        SkipPadding();
        var start = _position;
        foreach (var (name, sizes, type, offset) in infos)
        {
            Assert.Equal(_position - start, offset);
            var count = sizes.Aggregate(1L, (product, size) => product * size);
            var length = type switch { 0 => 4 * count, 1 => 2 * count, 8 => count / 32 * 34, _ => throw new InvalidDataException($"type {type}") };
            Tensors.Add(name, (type, sizes, Take((int)length)));
            SkipPadding();
        }

        Assert.Equal(_bytes.Length, _position);
    }

    private object Value(uint type) => type switch
    {
        4 => Number<uint>(),
        5 => Number<int>(),
        6 => Number<float>(),
        7 => Take(1)[0] switch { 0 => false, 1 => true, var other => throw new InvalidDataException($"truth value {other}") },
        8 => Text(),
        9 => List(Number<uint>(), (int)Number<ulong>()),
        _ => throw new InvalidDataException($"value type {type}"),
    };

    private object List(uint type, int count)
    {
        var values = new object[count];
        for (var i = 0; i < count; i++)
            values[i] = Value(type);
        return type switch
        {
            5 => values.Cast<int>().ToArray(),
            6 => values.Cast<float>().ToArray(),
            8 => values.Cast<string>().ToArray(),
            _ => throw new InvalidDataException($"list of value type {type}"),
        };
    }

    private string Text() => Encoding.UTF8.GetString(Take((int)Number<ulong>()));

    private unsafe T Number<T>()
        where T : unmanaged => MemoryMarshal.Read<T>(Take(sizeof(T)));

    private byte[] Take(int count)
    {
        var bytes = _bytes.AsSpan(_position, count).ToArray();
        _position += count;
        return bytes;
    }

    private void SkipPadding() => Assert.All(Take((32 - (_position % 32)) % 32), padding => Assert.Equal(0, padding));
}
