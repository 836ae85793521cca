using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace SK.EmbeddingGemma.InMemory;

/// <summary>
/// The file of a store: eight bytes that say what it is, the version, the collections, and the SHA-256 of all that comes before it. Little-endian, as this machine must be.
/// </summary>
internal static class StoreFile
{
    private const int Version = 1;
    private const int HeaderLength = 8;

    private static ReadOnlySpan<byte> Header => "EGMEMORY"u8;

    /// <summary>Returns the whole file's content; what is stored meanwhile is in it or not, a batch as a whole.</summary>
    public static byte[] Write(MemoryCollections collections, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        using (var writer = new BinaryWriter(content, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Header);
            writer.Write(Version);
            var all = collections.All;
            writer.Write(all.Count);
            foreach (var (name, data) in all)
                WriteCollection(writer, name, data, cancellationToken);
        }

        content.Write(SHA256.HashData(content.GetBuffer().AsSpan(0, (int)content.Length)));
        return content.ToArray();
    }

    /// <summary>Reads a whole file's content.</summary>
    /// <exception cref="InvalidDataException">It is something else, of a newer version, or damaged.</exception>
    public static MemoryCollections Read(ReadOnlySpan<byte> content, CancellationToken cancellationToken)
    {
        if (content.Length < HeaderLength + sizeof(int) || !content.StartsWith(Header))
            throw new InvalidDataException("This is no file of an InMemoryVectorStore: take one that SaveAsync wrote.");

        var version = MemoryMarshal.Read<int>(content[HeaderLength..]);
        if (version != Version)
            throw new InvalidDataException($"The file has the version {version}, but this library reads version {Version}: use the library that wrote it, or a newer one.");

        var body = content.Length - SHA256.HashSizeInBytes;
        if (body < HeaderLength + sizeof(int) || !SHA256.HashData(content[..body]).AsSpan().SequenceEqual(content[body..]))
            throw new InvalidDataException("The file is damaged: its checksum is another than that of its content. Restore it from a copy.");

        try
        {
            using var reader = new BinaryReader(new MemoryStream(content[..body].ToArray(), HeaderLength + sizeof(int), body - HeaderLength - sizeof(int)));
            var collections = new MemoryCollections();
            for (var count = reader.ReadInt32(); count > 0; count--)
                ReadCollection(reader, collections, cancellationToken);
            return collections;
        }
        catch (Exception fault) when (fault is EndOfStreamException or ArgumentException)
        {
            throw new InvalidDataException("The file's content is not what its version says, though its checksum is right: whatever wrote it was no version of this library.", fault);
        }
    }

    private static void WriteCollection(BinaryWriter writer, string name, CollectionData data, CancellationToken cancellationToken)
    {
        FileText.Write(writer, name);
        writer.Write((byte)FileValues.KindOf(data.Schema.Key));
        WriteAll(writer, data.Schema.Data, type => writer.Write((byte)FileValues.KindOf(type)));
        WriteAll(writer, data.Schema.Vectors, writer.Write);
        data.RequireMigrated();
        var records = data.Snapshot();
        WriteAll(writer, data.Spaces, space => FileText.Write(writer, space));
        writer.Write(records.Length);
        foreach (var record in records)
        {
            cancellationToken.ThrowIfCancellationRequested();
            FileValues.Write(writer, record.Key);
            WriteAll(writer, record.Data, value => FileValues.Write(writer, value));
            WriteAll(writer, record.Vectors, vector =>
            {
                FileText.WriteBytes(writer, MemoryMarshal.AsBytes(vector.Values.AsSpan()));
                FileValues.Write(writer, vector.Text);
            });
        }
    }

    private static void ReadCollection(BinaryReader reader, MemoryCollections collections, CancellationToken cancellationToken)
    {
        var name = FileText.Read(reader);
        var key = FileValues.TypeOf((FileValueKind)reader.ReadByte());
        var types = ReadAll(reader, () => FileValues.TypeOf((FileValueKind)reader.ReadByte()));
        var data = new CollectionData(name, new(key, types, ReadAll(reader, reader.ReadInt32)));
        foreach (var (property, space) in ReadAll(reader, () => FileText.Read(reader)))
            data.Restore(property, space);

        List<StoredRecord> records = [];
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var recordKey = FileValues.Read(reader) ?? throw new InvalidDataException("A record has no key.");
            records.Add(new(recordKey, order: 0, ReadAll(reader, () => FileValues.Read(reader)), ReadAll(reader, () => ReadVector(reader))));
        }

        data.Upsert(records);
        if (!collections.TryAdd(name, data))
            throw new InvalidDataException("Two collections have one name.");
    }

    private static StoredVector ReadVector(BinaryReader reader) =>
        new(MemoryMarshal.Cast<byte, float>(FileText.ReadBytes(reader)).ToArray(), FileValues.Read(reader) as string);

    private static void WriteAll<T>(BinaryWriter writer, IReadOnlyDictionary<string, T> values, Action<T> write)
    {
        writer.Write(values.Count);
        foreach (var (name, value) in values)
        {
            FileText.Write(writer, name);
            write(value);
        }
    }

    private static Dictionary<string, T> ReadAll<T>(BinaryReader reader, Func<T> read)
    {
        Dictionary<string, T> values = new(StringComparer.Ordinal);
        for (var count = reader.ReadInt32(); count > 0; count--)
            values.Add(FileText.Read(reader), read());
        return values;
    }
}
