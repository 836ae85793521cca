using System.Text.Json;

namespace SK.EmbeddingGemma.Models;

/// <summary>
/// Reads the description of a model that is downloaded, for models that this library does not know: a JSON object with name, licence, licence_url,
/// repository, revision and files, each with path, bytes and sha256.
/// </summary>
internal static class ManifestReader
{
    private const int RevisionDigits = 40;
    private const int HashDigits = 64;

    /// <summary>Reads a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is malformed; the message names file and key.</exception>
    public static ModelManifest Read(string file)
    {
        var json = JsonSection.Read(file);
        var name = json.Text("name");
        if (string.IsNullOrWhiteSpace(name) || name.AsSpan().ContainsAny('/', '\\', '\0'))
            throw json.Fault("name", $"is {JsonSection.Show(name)}, but must be a name without slashes.");
        var source = new ManifestSource(Repository(json), Hexadecimal(json, "revision", RevisionDigits));
        var files = (json.Array("files") ?? throw json.Fault("files", "is missing, but needed.")).Select((element, index) => ReadFile(file, element, index)).ToArray();
        if (files.Length == 0)
            throw json.Fault("files", "is empty.");
        var manifest = new ModelManifest(name, name, json.Text("licence"), json.Text("licence_url"), [source], files, files.Sum(one => one.Length!.Value));
        json.RefuseUnread();
        return manifest;
    }

    private static ManifestFile ReadFile(string file, JsonElement element, int index)
    {
        var json = JsonSection.Of(file, $"files[{index}]", element);
        var path = json.Text("path");
        if (!ManifestFile.IsPath(path))
            throw json.Fault("path", $"is {JsonSection.Show(path)}, but must be the path of a file in the repository.");
        var length = json.Take("bytes");
        if (length.ValueKind != JsonValueKind.Number || !length.TryGetInt64(out var bytes) || bytes < 1)
            throw json.Fault("bytes", $"is {JsonSection.Show(length)}, but must be a whole number of at least 1.");
        var result = new ManifestFile(path, bytes, Hexadecimal(json, "sha256", HashDigits));
        json.RefuseUnread();
        return result;
    }

    private static string Repository(JsonSection json)
    {
        var text = json.Text("repository");
        return text.Split('/') is [{ Length: > 0 }, { Length: > 0 }] && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '/' or '-' or '_' or '.') && !text.Contains("..", StringComparison.Ordinal)
            ? text
            : throw json.Fault("repository", $"is {JsonSection.Show(text)}, but must be an owner and a name, as in \"owner/name\".");
    }

    private static string Hexadecimal(JsonSection json, string key, int digits)
    {
        var text = json.Text(key);
        return text.Length == digits && text.All(char.IsAsciiHexDigitLower) ? text : throw json.Fault(key, $"is {JsonSection.Show(text)}, but must be {digits} hexadecimal digits in lower case.");
    }
}
