using System.Buffers.Binary;
using System.Text;

namespace SK.EmbeddingGemma.Native;

/// <summary>
/// The versions that a shared library for Linux (ELF, 64 bits, little-endian) asks of others. Layout: the Linux Standard Base, "Symbol Versioning".
/// </summary>
internal static class ElfVersionNeeds
{
    private const int SectionTable = 0x28, SectionSize = 0x3A, SectionCount = 0x3C, SymbolSize = 24, RelocationSize = 24;
    private const uint DynamicSymbols = 11, Relocations = 4, VersionNeeds = 0x6FFFFFFE, SymbolVersions = 0x6FFFFFFF;
    private const ushort WeakFlag = 2;

    private static ReadOnlySpan<byte> Magic => [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1];

    /// <summary>
    /// Marks a version as one that may be missing, where nothing is used of it: one symbol alone is named with it, and no code refers to that symbol.
    /// </summary>
    /// <param name="library">The file; changed where the answer is yes.</param>
    /// <param name="version">The version.</param>
    /// <param name="symbol">The only symbol that may be named with it.</param>
    /// <returns>Whether it was marked.</returns>
    public static bool TryMakeOptional(byte[] library, string version, string symbol)
    {
        if (!library.AsSpan().StartsWith(Magic))
            return false;
        var sections = Sections(library);
        var needs = sections.Find(section => section.Type == VersionNeeds);
        var symbols = sections.Find(section => section.Type == DynamicSymbols);
        var versions = sections.Find(section => section.Type == SymbolVersions);
        if (needs is null || symbols is null || versions is null || FindEntry(library, needs, sections[needs.Link], version) is not { } entry)
            return false;

        var index = BinaryPrimitives.ReadUInt16LittleEndian(library.AsSpan(entry + 6));
        var named = new List<int>();
        for (var i = 0; i < symbols.Size / SymbolSize; i++)
        {
            if (BinaryPrimitives.ReadUInt16LittleEndian(library.AsSpan(versions.Offset + (2 * i))) == index)
                named.Add(i);
        }

        if (named.Exists(number => NameOf(library, symbols, sections[symbols.Link], number) != symbol || IsReferred(library, sections, number)))
            return false;
        BinaryPrimitives.WriteUInt16LittleEndian(library.AsSpan(entry + 4), WeakFlag);
        return true;
    }

    private static List<Section> Sections(byte[] library)
    {
        var table = (int)BinaryPrimitives.ReadInt64LittleEndian(library.AsSpan(SectionTable));
        var size = BinaryPrimitives.ReadUInt16LittleEndian(library.AsSpan(SectionSize));
        var found = new List<Section>();
        for (var i = 0; i < BinaryPrimitives.ReadUInt16LittleEndian(library.AsSpan(SectionCount)); i++)
        {
            var header = library.AsSpan(table + (i * size), size);
            found.Add(new(
                BinaryPrimitives.ReadUInt32LittleEndian(header[4..]),
                (int)BinaryPrimitives.ReadInt64LittleEndian(header[0x18..]),
                (int)BinaryPrimitives.ReadInt64LittleEndian(header[0x20..]),
                BinaryPrimitives.ReadInt32LittleEndian(header[0x28..]),
                BinaryPrimitives.ReadInt32LittleEndian(header[0x2C..])));
        }

        return found;
    }

    /// <summary>Returns where the entry of a version begins.</summary>
    private static int? FindEntry(byte[] library, Section needs, Section names, string version)
    {
        var file = needs.Offset;
        for (var i = 0; i < needs.Info; i++)
        {
            var entry = file + BinaryPrimitives.ReadInt32LittleEndian(library.AsSpan(file + 8));
            for (var j = 0; j < BinaryPrimitives.ReadUInt16LittleEndian(library.AsSpan(file + 2)); j++)
            {
                if (Text(library, names.Offset + BinaryPrimitives.ReadInt32LittleEndian(library.AsSpan(entry + 8))) == version)
                    return entry;
                entry += BinaryPrimitives.ReadInt32LittleEndian(library.AsSpan(entry + 12));
            }

            file += BinaryPrimitives.ReadInt32LittleEndian(library.AsSpan(file + 12));
        }

        return null;
    }

    private static string NameOf(byte[] library, Section symbols, Section names, int number) =>
        Text(library, names.Offset + BinaryPrimitives.ReadInt32LittleEndian(library.AsSpan(symbols.Offset + (number * SymbolSize))));

    private static bool IsReferred(byte[] library, List<Section> sections, int symbol)
    {
        foreach (var section in sections.Where(section => section.Type == Relocations))
        {
            for (var i = 0; i < section.Size / RelocationSize; i++)
            {
                if (BinaryPrimitives.ReadInt32LittleEndian(library.AsSpan(section.Offset + (i * RelocationSize) + 12)) == symbol)
                    return true;
            }
        }

        return false;
    }

    private static string Text(byte[] library, int start) => Encoding.ASCII.GetString(library.AsSpan(start)[..library.AsSpan(start).IndexOf((byte)0)]);

    private sealed record Section(uint Type, int Offset, int Size, int Link, int Info);
}
