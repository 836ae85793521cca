using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.InMemory;

/// <summary>Writes and reads texts and bytes with their length in front. Texts are kept code unit by code unit, unpaired surrogates too.</summary>
internal static class FileText
{
    private const int Piece = 1 << 16;

    /// <summary>Writes a text.</summary>
    public static void Write(BinaryWriter writer, string text) => WriteBytes(writer, MemoryMarshal.AsBytes(text.AsSpan()));

    /// <summary>Reads a text.</summary>
    /// <exception cref="InvalidDataException">What is there is none.</exception>
    public static string Read(BinaryReader reader) => new(MemoryMarshal.Cast<byte, char>(ReadBytes(reader)));

    /// <summary>Writes bytes.</summary>
    public static void WriteBytes(BinaryWriter writer, ReadOnlySpan<byte> bytes)
    {
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    /// <summary>Reads bytes, without trusting the length more than what is there.</summary>
    /// <exception cref="InvalidDataException">The length is negative.</exception>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    public static byte[] ReadBytes(BinaryReader reader)
    {
        var length = reader.ReadInt32();
        if (length < 0)
            throw new InvalidDataException("A text has a negative length.");
        if (length <= Piece)
            return Exactly(reader.ReadBytes(length), length);

        using var bytes = new MemoryStream();
        for (var missing = length; missing > 0; missing -= Piece)
            bytes.Write(Exactly(reader.ReadBytes(Math.Min(missing, Piece)), Math.Min(missing, Piece)));
        return bytes.ToArray();
    }

    private static byte[] Exactly(byte[] bytes, int length) => bytes.Length == length ? bytes : throw new EndOfStreamException();
}
