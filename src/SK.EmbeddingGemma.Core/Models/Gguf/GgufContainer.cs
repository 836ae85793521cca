using System.Buffers.Binary;
using System.Numerics;

namespace SK.EmbeddingGemma.Models.Gguf;

/// <summary>
/// What stands in front of a GGUF file's data: metadata, and the list of tensors. Everything in it is taken for hostile: what a length
/// asks for is compared with the file's before there is memory for it. Immutable.
/// </summary>
internal sealed class GgufContainer
{
    /// <summary>The most entries, and the most tensors, that a file may have; EmbeddingGemma 300M has 316 tensors.</summary>
    public const int MaxCount = 100_000;

    private const int MaxListLength = 1 << 24; // the largest vocabulary
    private const int MaxKeyBytes = 1024;
    private const int MaxNameBytes = 256;
    private const int ShortBytes = 1024;
    private const int MaxRank = 4;
    private const int UsualAlignment = 32;
    private const int MaxAlignment = 1 << 20;
    private const string AlignmentKey = "general.alignment";

    private readonly GgufRead _read;
    private readonly long _length;

    private GgufContainer(string path, long length, GgufRead read) => (Path, _length, _read) = (path, length, read);

    /// <summary>Gets the path of the file.</summary>
    public string Path { get; }

    /// <summary>Gets the metadata by key.</summary>
    public Dictionary<string, GgufEntry> Entries { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the tensors in the file's order; no two have the same name.</summary>
    public List<GgufListedTensor> Tensors { get; } = [];

    /// <summary>Reads the header of a file.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="length">The length of the file, in bytes.</param>
    /// <param name="read">Reads it, as long as the container is used.</param>
    /// <exception cref="InvalidDataException">It is not that of a whole and consistent GGUF file; the message names file and key or tensor.</exception>
    public static GgufContainer Read(string path, long length, GgufRead read)
    {
        var container = new GgufContainer(path, length, read);
        var cursor = container.CursorAt(0);
        container.Read(cursor);
        return container;
    }

    /// <summary>Returns what reads the content of a list.</summary>
    public GgufCursor CursorAt(GgufEntry entry) => CursorAt(entry.Offset);

    /// <summary>Reads the bytes of an entry's content, one piece after the other.</summary>
    public void ReadContent(GgufEntry entry, Action<ReadOnlySpan<byte>> take)
    {
        const int PieceBytes = 1 << 16;
        var cursor = CursorAt(entry);
        for (var left = entry.ByteCount; left > 0; left -= PieceBytes)
            take(cursor.Take((int)Math.Min(PieceBytes, left)));
    }

    private GgufCursor CursorAt(long position)
    {
        var cursor = new GgufCursor(Path, _length, _read);
        cursor.MoveTo(position);
        return cursor;
    }

    private void Read(GgufCursor cursor)
    {
        if (cursor.Left < 4 || !cursor.Take(4).SequenceEqual("GGUF"u8))
            throw cursor.Fault("does not begin with GGUF: it is not a GGUF file.");
        RequireVersion(cursor, cursor.Number<uint>());
        var tensorCount = cursor.Count("the number of tensors", unit: 8 + 4 + 8 + 4 + 8, MaxCount);
        var entryCount = cursor.Count("the number of keys", unit: 8 + 4 + 1, MaxCount);
        for (var i = 0; i < entryCount; i++)
        {
            var key = cursor.Text("a key", MaxKeyBytes);
            if (!Entries.TryAdd(key, ReadEntry(cursor, key)))
                throw cursor.Fault($"has the key {JsonSection.Show(key)} twice.");
        }

        var alignment = new GgufMetadata(this).Integer(AlignmentKey, 1, MaxAlignment, UsualAlignment);
        if (!BitOperations.IsPow2(alignment))
            throw cursor.Fault($"has {alignment} for '{AlignmentKey}', which must be a power of 2.");
        ReadTensors(cursor, tensorCount, alignment);
    }

    private static void RequireVersion(GgufCursor cursor, uint version)
    {
        if (BinaryPrimitives.ReverseEndianness(version) is > 0 and <= ushort.MaxValue)
            throw cursor.Fault("is big-endian, which is not supported: convert it to little-endian.");
        if (version is not (2 or 3))
            throw cursor.Fault($"has version {version} of the format, but only 2 and 3 are supported.");
    }

    private static GgufEntry ReadEntry(GgufCursor cursor, string key)
    {
        var type = (GgufValueType)cursor.Number<uint>();
        if (type == GgufValueType.Array)
            return ReadList(cursor, key);
        var offset = cursor.Position;
        if (type == GgufValueType.String)
        {
            var length = cursor.Count($"the length of '{key}'", unit: 1, int.MaxValue);
            var text = length <= ShortBytes ? cursor.Take(length).ToArray() : null;
            if (text is null)
                cursor.Skip(length);
            return new(type, type, 1, offset, cursor.Position - offset, text);
        }

        var content = cursor.Take(SizeOf(cursor, key, type)).ToArray();
        return new(type, type, 1, offset, content.Length, content);
    }

    private static GgufEntry ReadList(GgufCursor cursor, string key)
    {
        var type = (GgufValueType)cursor.Number<uint>();
        var what = $"the number of elements of '{key}'";
        if (type == GgufValueType.String)
        {
            var texts = cursor.Count(what, sizeof(ulong), MaxListLength);
            var start = cursor.Position;
            for (var i = 0; i < texts; i++)
                cursor.Skip(cursor.Count($"the length of an element of '{key}'", unit: 1, int.MaxValue));
            return new(GgufValueType.Array, type, texts, start, cursor.Position - start, null);
        }

        var size = SizeOf(cursor, key, type);
        var count = cursor.Count(what, size, MaxListLength);
        var offset = cursor.Position;
        cursor.Skip((long)count * size);
        return new(GgufValueType.Array, type, count, offset, (long)count * size, null);
    }

    private static int SizeOf(GgufCursor cursor, string key, GgufValueType type) => type switch
    {
        GgufValueType.UInt8 or GgufValueType.Int8 or GgufValueType.Bool => 1,
        GgufValueType.UInt16 or GgufValueType.Int16 => 2,
        GgufValueType.UInt32 or GgufValueType.Int32 or GgufValueType.Float32 => 4,
        GgufValueType.UInt64 or GgufValueType.Int64 or GgufValueType.Float64 => 8,
        _ => throw cursor.Fault($"has a value of type {(uint)type} for {JsonSection.Show(key)}, which is none of the format's, or a list of lists."),
    };

    private void ReadTensors(GgufCursor cursor, int count, int alignment)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var read = new List<(GgufListedTensor Tensor, ulong Offset)>();
        for (var i = 0; i < count; i++)
        {
            var name = cursor.Text("the name of a tensor", MaxNameBytes);
            if (!names.Add(name))
                throw Fault(name, "is there twice.");
            var shape = ReadShape(cursor, name);
            var type = cursor.Number<uint>();
            read.Add((new GgufListedTensor(name, type, shape, 0), cursor.Number<ulong>()));
        }

        var start = (cursor.Position + alignment - 1) / alignment * alignment;
        foreach (var (tensor, offset) in read)
        {
            if (offset % (ulong)alignment != 0)
                throw Fault(tensor.Name, $"begins at byte {offset} of the data, which is no multiple of {alignment}.");
            if (start >= _length || offset >= (ulong)(_length - start))
                throw Fault(tensor.Name, $"begins at byte {offset} of the data, but the file has only {Math.Max(0, _length - start)}: it is cut short.");
            Tensors.Add(tensor with { Offset = start + (long)offset });
        }
    }

    private long[] ReadShape(GgufCursor cursor, string name)
    {
        var rank = cursor.Number<uint>();
        if (rank is 0 or > MaxRank)
            throw Fault(name, $"has {rank} dimensions, but must have 1 to {MaxRank}.");
        var shape = new long[rank];
        var product = 1L;
        for (var i = (int)rank - 1; i >= 0; i--)
        {
            var size = cursor.Number<ulong>();
            if (size == 0 || size > (ulong)(long.MaxValue / product))
                throw Fault(name, $"has a dimension of size {size}, which makes it empty or larger than anything can be.");
            product *= shape[i] = (long)size;
        }

        return shape;
    }

    private InvalidDataException Fault(string tensor, string problem) => new($"{Path}: tensor {JsonSection.Show(tensor)} {problem}");
}
