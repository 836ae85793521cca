using System.Collections;
using SK.EmbeddingGemma.Records;

namespace SK.EmbeddingGemma.InMemory;

/// <summary>Writes and reads values of the supported types, each with its type in front.</summary>
internal static class FileValues
{
    private const FileValueKind Collections = FileValueKind.Array | FileValueKind.List | FileValueKind.OfNullable;

    private static readonly Dictionary<Type, ScalarFormat> ByType = ScalarFormat.All.ToDictionary(format => format.Type);
    private static readonly Dictionary<FileValueKind, ScalarFormat> ByKind = ScalarFormat.All.ToDictionary(format => format.Kind);

    /// <summary>Returns the number of a type.</summary>
    /// <exception cref="NotSupportedException">The type is none of the supported ones.</exception>
    public static FileValueKind KindOf(Type type)
    {
        if (ByType.TryGetValue(type, out var format))
            return format.Kind;
        if (SupportedTypes.ElementOf(type) is { } element && ByType.TryGetValue(Nullable.GetUnderlyingType(element) ?? element, out var ofElement))
        {
            var collection = type.IsSZArray ? FileValueKind.Array : FileValueKind.List;
            return ofElement.Kind | (ofElement.Type == element ? collection : collection | FileValueKind.OfNullable);
        }

        throw new NotSupportedException($"A value of type '{type}' cannot be written.");
    }

    /// <summary>Returns the type of a number.</summary>
    /// <exception cref="InvalidDataException">There is no such number.</exception>
    public static Type TypeOf(FileValueKind kind) =>
        IsCollection(kind) ? FormatOf(kind & ~Collections).CollectionOf(kind.HasFlag(FileValueKind.OfNullable)).TypeOf(kind.HasFlag(FileValueKind.Array)) : FormatOf(kind).Type;

    /// <summary>Writes a value.</summary>
    public static void Write(BinaryWriter writer, object? value)
    {
        var kind = value is null ? FileValueKind.Null : KindOf(value.GetType());
        writer.Write((byte)kind);
        if (value is null)
            return;

        if (ByKind.TryGetValue(kind, out var scalar))
        {
            scalar.Write(writer, value);
            return;
        }

        var format = FormatOf(kind & ~Collections);
        var items = (IList)value;
        writer.Write(items.Count);
        foreach (var item in items)
        {
            writer.Write(item is not null);
            if (item is not null)
                format.Write(writer, item);
        }
    }

    /// <summary>Reads a value.</summary>
    /// <exception cref="InvalidDataException">What is there is none.</exception>
    /// <exception cref="EndOfStreamException">It ends too early.</exception>
    public static object? Read(BinaryReader reader)
    {
        var kind = (FileValueKind)reader.ReadByte();
        if (kind == FileValueKind.Null)
            return null;
        if (ByKind.TryGetValue(kind, out var scalar))
            return scalar.Read(reader);

        var format = IsCollection(kind) ? FormatOf(kind & ~Collections) : FormatOf(kind);
        return format.CollectionOf(kind.HasFlag(FileValueKind.OfNullable)).Read(reader, kind.HasFlag(FileValueKind.Array));
    }

    private static bool IsCollection(FileValueKind kind) => kind.HasFlag(FileValueKind.Array) || kind.HasFlag(FileValueKind.List);

    private static ScalarFormat FormatOf(FileValueKind kind) =>
        ByKind.TryGetValue(kind, out var format) ? format : throw new InvalidDataException($"A value has the type {(int)kind}, which there is not.");
}
