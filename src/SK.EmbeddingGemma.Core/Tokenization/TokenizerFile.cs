using System.Runtime.InteropServices;
using System.Text.Json;
using Google.Protobuf;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>Reads a tokenizer's file, of either kind.</summary>
internal static class TokenizerFile
{
    /// <summary>A file that is larger is none: the largest public one has 33 MB.</summary>
    private const long MaxLength = 1L << 30;

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is a folder, damaged, or asks for what this tokenizer does not do.</exception>
    public static unsafe TokenTables Read(string path)
    {
        if (Directory.Exists(path))
        {
            throw new InvalidDataException($"'{path}' is a folder, but a tokenizer is a file: name the tokenizer.json or tokenizer.model in it.");
        }

        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no tokenizer at '{path}': name the tokenizer.json or tokenizer.model of a model's folder.", path);
        }

        using var file = File.OpenHandle(path);
        var length = RandomAccess.GetLength(file);
        if (length is 0 or > MaxLength)
        {
            throw new InvalidDataException($"'{path}' has {length} bytes, which no tokenizer has: get the file again.");
        }

        // Outside the managed heap, so that the bytes are gone when this method is left and not whenever they are collected.
        var bytes = (byte*)NativeMemory.Alloc((nuint)length);
        try
        {
            var content = new Span<byte>(bytes, (int)length);
            var read = 0;
            while (read < content.Length && RandomAccess.Read(file, content[read..], read) is > 0 and var count)
            {
                read += count;
            }

            return Parse(path, content[..read]);
        }
        finally
        {
            NativeMemory.Free(bytes);
        }
    }

    private static TokenTables Parse(string path, ReadOnlySpan<byte> content)
    {
        try
        {
            return IsJson(content) ? new TokenizerJsonReader(path).Read(content) : new SentencePieceReader(path).Read(content);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{path}' is not valid JSON, at line {e.LineNumber + 1}, byte {e.BytePositionInLine}: get the file again.", e);
        }
        catch (InvalidOperationException e)
        {
            // How the JSON reader reports text that is no UTF-8 and escapes that are no characters.
            throw new InvalidDataException($"'{path}' has a JSON string that is not valid Unicode: get the file again.", e);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new InvalidDataException($"'{path}' is neither JSON nor a SentencePiece model that can be read to its end: get the file again.", e);
        }
    }

    /// <summary>A SentencePiece model starts with byte 0x0A, which is white space in JSON, so the first brace alone does not decide.</summary>
    private static bool IsJson(ReadOnlySpan<byte> content)
    {
        content = content.StartsWith("\uFEFF"u8) ? content[3..] : content;
        content = content.TrimStart(" \t\r\n"u8);
        return content is [(byte)'{', ..] && (content[1..].TrimStart(" \t\r\n"u8) is [] or [(byte)'"' or (byte)'}', ..]);
    }
}
