using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>
/// The files of a converted model. The last to be written, model.json, follows from the others and from the key, so that a folder is
/// whole where it holds exactly what is computed for it again. Large files are sampled: that finds what was cut, replaced or never
/// written, at the cost of a millisecond.
/// </summary>
internal static class ConvertedFolder
{
    public const string Graph = "graph.onnx";
    public const string Weights = "graph.weights";
    public const string Embeddings = "embeddings";
    public const string Description = "model.json";

    private const int PieceBytes = 4096;
    private const int Pieces = 16;
    private const int WholeBytes = 1 << 20; // up to here all of a file is read

    private static readonly string[] Files = [Graph, Weights, Embeddings];
    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n" };

    /// <summary>Writes model.json, when all other files are written.</summary>
    /// <exception cref="UnwrittenFileException">It cannot be written.</exception>
    public static void WriteDescription(string folder, ConversionKey key, EmbeddingTableLayout table) =>
        ConversionFile.Write(Path.Combine(folder, Description), Describe(folder, key, table));

    /// <summary>Returns whether a folder is there and whole.</summary>
    public static bool IsWhole(string folder, ConversionKey key, EmbeddingTableLayout table)
    {
        try
        {
            using var description = Open(folder, Description);
            var expected = Describe(folder, key, table);
            return expected.AsSpan().SequenceEqual(Read(description, 0, expected.Length + 1));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException) // missing above all; or unreadable, which another conversion finds out about
        {
            return false;
        }
    }

    private static byte[] Describe(string folder, ConversionKey key, EmbeddingTableLayout table)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Indented))
        {
            json.WriteStartObject();
            json.WriteNumber("format", ConversionKey.FormatVersion);
            json.WriteString("source", key.Source);
            json.WriteString("precision", key.PrecisionName);
            json.WriteStartObject("embeddings");
            json.WriteNumber("rows", table.Rows);
            json.WriteNumber("columns", table.Columns);
            json.WriteNumber("row_bytes", table.RowBytes);
            json.WriteEndObject();
            json.WriteStartObject("files");
            foreach (var name in Files)
            {
                using var file = Open(folder, name);
                var length = RandomAccess.GetLength(file);
                json.WriteStartObject(name);
                json.WriteNumber("bytes", length);
                json.WriteString("sample_sha256", Sample(file, length));
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private static SafeFileHandle Open(string folder, string name) =>
        File.OpenHandle(Path.Combine(folder, name), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.RandomAccess);

    /// <summary>Returns the hash of a file, or of pieces from its first byte to its last where it is large.</summary>
    private static string Sample(SafeFileHandle file, long length)
    {
        if (length <= WholeBytes)
            return Convert.ToHexStringLower(SHA256.HashData(Read(file, 0, (int)length)));

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var piece = 0L; piece < Pieces; piece++)
            hash.AppendData(Read(file, (length - PieceBytes) * piece / (Pieces - 1), PieceBytes));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static ReadOnlySpan<byte> Read(SafeFileHandle file, long offset, int count)
    {
        var bytes = new byte[count];
        var done = 0;
        while (done < count && RandomAccess.Read(file, bytes.AsSpan(done), offset + done) is > 0 and var read)
            done += read;
        return bytes.AsSpan(0, done);
    }
}
