using System.Collections;

namespace SK.EmbeddingGemma.InMemory;

/// <summary>Writes and reads values of the supported types, each with its type in front.</summary>
internal static class FileValues
{
    private static readonly Dictionary<Type, ScalarFormat> ByType = ScalarFormat.All.ToDictionary(format => format.Type);
    private static readonly Dictionary<FileValueKind, ScalarFormat> ByKind = ScalarFormat.All.ToDictionary(format => format.Kind);

    /// <summary>Returns the number of a type.</summary>
    /// <exception cref="NotSupportedException">The type is none of the supported ones.</exception>
    public static FileValueKind KindOf(Type type)
    {
        if (ByType.TryGetValue(type, out var format))
            return format.Kind;
        if (type.IsSZArray && ByType.TryGetValue(type.GetElementType()!, out var ofArray))
            return ofArray.Kind | FileValueKind.Array;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>) && ByType.TryGetValue(type.GetGenericArguments()[0], out var ofList))
            return ofList.Kind | FileValueKind.List;
        throw new NotSupportedException($"A value of type '{type}' cannot be written.");
    }

    /// <summary>Returns the type of a number.</summary>
    /// <exception cref="InvalidDataException">There is no such number.</exception>
    public static Type TypeOf(FileValueKind kind) =>
        kind.HasFlag(FileValueKind.Array) ? FormatOf(kind & ~FileValueKind.Array).ArrayType
        : kind.HasFlag(FileValueKind.List) ? FormatOf(kind & ~FileValueKind.List).ListType
        : FormatOf(kind).Type;

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

        var format = FormatOf(kind & ~(FileValueKind.Array | FileValueKind.List));
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

        var isArray = kind.HasFlag(FileValueKind.Array);
        return FormatOf(kind & ~(FileValueKind.Array | FileValueKind.List)).ReadItems(reader, isArray);
    }

    private static ScalarFormat FormatOf(FileValueKind kind) =>
        ByKind.TryGetValue(kind, out var format) ? format : throw new InvalidDataException($"A value has the type {(int)kind}, which there is not.");
}
