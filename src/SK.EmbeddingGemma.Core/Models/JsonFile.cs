using System.Text.Json;
using System.Text.Unicode;

namespace SK.EmbeddingGemma.Models;

/// <summary>Reads a JSON file strictly: no comments, no trailing text, no duplicated keys, valid UTF-8, a bounded size.</summary>
internal static class JsonFile
{
    /// <summary>The largest file that is read, in bytes. The largest genuine one, a tokenizer_config.json, has 1.2 MB.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    /// <summary>Returns the root element of <paramref name="file"/>, whose UTF-8 may begin with a byte order mark.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is a folder, too large, or not strict JSON.</exception>
    public static JsonElement Read(string file)
    {
        var bytes = ReadBytes(file);
        var json = bytes.AsSpan();
        if (json.StartsWith("\uFEFF"u8))
            json = json[3..];
        if (!json.ContainsAnyExcept(" \t\r\n"u8))
            throw new InvalidDataException($"{file}: the file is empty, but must be a JSON document. Copy it again from where the model comes from.");
        if (!Utf8.IsValid(json))
            throw new InvalidDataException($"{file}: the file is not UTF-8, but must be a JSON document. Copy it again from where the model comes from.");
        try
        {
            return JsonElement.Parse(json, Strict);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException) // the latter: a key with a lone surrogate
        {
            throw new InvalidDataException($"{file}: the file is not valid JSON: {fault.Message}", fault);
        }
    }

    private static byte[] ReadBytes(string file)
    {
        if (Directory.Exists(file))
            throw new InvalidDataException($"{file}: this is a folder, but must be a JSON file.");
        if (!File.Exists(file))
            throw new FileNotFoundException($"The file {file} is missing. A model directory has the layout that sentence-transformers saves: copy the whole model, its subfolders included.", file);
        using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.SequentialScan);
        var length = RandomAccess.GetLength(handle);
        if (length > MaxBytes)
            throw new InvalidDataException($"{file}: the file has {length} bytes, but at most {MaxBytes} are read.");
        var bytes = new byte[length];
        var count = 0;
        while (count < bytes.Length && RandomAccess.Read(handle, bytes.AsSpan(count), count) is > 0 and var read)
            count += read;
        return count == bytes.Length ? bytes : bytes[..count];
    }
}
