using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace SK.EmbeddingGemma.Data;

/// <summary>Reads tables in JSON: an object a line, or one array of objects; packed with gzip or not.</summary>
internal static class JsonTable
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16 };

    /// <summary>Reads the rows of a file with a JSON object in each line; blank lines are skipped.</summary>
    /// <exception cref="InvalidDataException">A line is no JSON object.</exception>
    public static async IAsyncEnumerable<DataRow> ReadLinesAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(Open(path));
        long number = 0;
        while (await ReadLineAsync(reader, path, cancellationToken).ConfigureAwait(false) is { } line)
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
                yield return ParseLine(path, number, line);
        }
    }

    /// <summary>Reads the rows of a file that is one JSON array of objects.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static async Task<IReadOnlyList<DataRow>> ReadArrayAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var stream = Open(path);
            using var document = await JsonDocument.ParseAsync(stream, Options, cancellationToken).ConfigureAwait(false);
            return document.RootElement.ValueKind == JsonValueKind.Array
                ? [.. document.RootElement.EnumerateArray().Select((item, i) => Row(path, i + 1, item))]
                : throw new InvalidDataException($"{Path.GetFileName(path)} is JSON, but no array of objects: give one, or a .jsonl file with an object a line.");
        }
        catch (JsonException failure)
        {
            throw Broken(path, (failure.LineNumber ?? 0) + 1, failure);
        }
        catch (InvalidOperationException failure)
        {
            throw new InvalidDataException($"{Path.GetFileName(path)} has a text with half a surrogate pair, which is none. Correct the file, or get it again.", failure);
        }
    }

    private static Stream Open(string path)
    {
        var file = File.OpenRead(path);
        return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    // A damaged gzip stream is told of as one, with the file's name.
    private static async Task<string?> ReadLineAsync(StreamReader reader, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException failure)
        {
            throw new InvalidDataException($"{Path.GetFileName(path)} is damaged: it cannot be unpacked. Get it again.", failure);
        }
    }

    private static DataRow ParseLine(string path, long number, string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, Options);
            return Row(path, number, document.RootElement);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException) // the latter: half a surrogate pair
        {
            throw Broken(path, number, failure);
        }
    }

    private static DataRow Row(string path, long number, JsonElement item)
    {
        var file = Path.GetFileName(path);
        if (item.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{file}, row {number}: JSON of the kind {item.ValueKind} is no row. Each row must be an object with the columns as names."));

        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var property in item.EnumerateObject())
            values[property.Name] = Value(property.Value);
        return new(file, number, values);
    }

    private static object? Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.True => 1.0,
        JsonValueKind.False => 0.0,
        JsonValueKind.Array => value.EnumerateArray().Select(Value).ToList(),
        _ => null, // an object's parts are no columns of any layout
    };

    private static InvalidDataException Broken(string path, long line, Exception failure) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(path)}, line {line}: this is no JSON. Correct the file, or get it again."), failure);
}
