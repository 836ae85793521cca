using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace SK.EmbeddingGemma.Models;

/// <summary>
/// An object of a JSON file whose keys are taken one by one with a type and a range, so that those that nobody took can
/// be refused: they might change the numbers. Not thread-safe; lives while one file is read.
/// </summary>
internal sealed class JsonSection
{
    private readonly Dictionary<string, JsonElement> _unread;
    private readonly string _prefix;

    private JsonSection(string file, string prefix, JsonElement element)
    {
        File = file;
        _prefix = prefix;
        _unread = new(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject())
            _unread.Add(property.Name, property.Value);
    }

    /// <summary>Gets the file, for messages.</summary>
    public string File { get; }

    /// <summary>Gets the keys that nobody took yet.</summary>
    public IReadOnlyCollection<string> Unread => _unread.Keys;

    /// <summary>Reads a file whose root is an object.</summary>
    public static JsonSection Read(string file) => Of(file, "", JsonFile.Read(file));

    /// <summary>Wraps <paramref name="element"/>, found at <paramref name="path"/> (empty for the root).</summary>
    public static JsonSection Of(string file, string path, JsonElement element) =>
        element.ValueKind == JsonValueKind.Object
            ? new(file, path.Length == 0 ? "" : path + ".", element)
            : throw new InvalidDataException(path.Length == 0
                ? $"{file}: the root is {Show(element)}, but must be a JSON object."
                : $"{file}: '{path}' is {Show(element)}, but must be a JSON object.");

    /// <summary>Whether the key is there, with whatever value.</summary>
    public bool Contains(string key) => _unread.ContainsKey(key);

    /// <summary>Takes the key and returns true where it is absent or null; leaves any other value.</summary>
    public bool IsNull(string key)
    {
        if (!_unread.TryGetValue(key, out var value))
            return true;
        if (value.ValueKind != JsonValueKind.Null)
            return false;
        _unread.Remove(key);
        return true;
    }

    /// <summary>Takes a whole number; without a fallback the key must be there.</summary>
    public int Integer(string key, int minimum, int maximum, int? fallback = null)
    {
        if (!_unread.Remove(key, out var value))
            return fallback ?? throw Missing(key);
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= minimum && number <= maximum
            ? number
            : throw Fault(key, $"is {Show(value)}, but must be a whole number from {minimum} to {maximum}.");
    }

    /// <summary>Takes a finite number greater than 0.</summary>
    public double Positive(string key, double fallback)
    {
        if (!_unread.Remove(key, out var value))
            return fallback;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) && number > 0
            ? number
            : throw Fault(key, $"is {Show(value)}, but must be a finite number greater than 0.");
    }

    /// <summary>Takes true or false.</summary>
    public bool Flag(string key, bool fallback)
    {
        if (!_unread.Remove(key, out var value))
            return fallback;
        return value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Fault(key, $"is {Show(value)}, but must be true or false."),
        };
    }

    /// <summary>Takes a string; without a fallback the key must be there.</summary>
    public string Text(string key, string? fallback = null) =>
        _unread.Remove(key, out var value) ? AsText(key, value) : fallback ?? throw Missing(key);

    /// <summary>Takes an array, or returns <see langword="null"/> where it is absent or null.</summary>
    public IReadOnlyList<JsonElement>? Array(string key)
    {
        if (IsNull(key))
            return null;
        var value = Take(key);
        return value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray()]
            : throw Fault(key, $"is {Show(value)}, but must be a list.");
    }

    /// <summary>Takes an object, or returns <see langword="null"/> where it is absent or null.</summary>
    public JsonSection? Section(string key) => IsNull(key) ? null : Of(File, _prefix + key, Take(key));

    /// <summary>Takes whatever is there.</summary>
    public JsonElement Take(string key) => _unread.Remove(key, out var value) ? value : throw Missing(key);

    /// <summary>Takes a string that must be one of <paramref name="allowed"/>, the first of which is the value of an absent key.</summary>
    public void Require(string key, params ReadOnlySpan<string> allowed)
    {
        var text = Text(key, allowed[0]);
        if (!allowed.Contains(text))
            throw Fault(key, $"is {Show(text)}, but only {string.Join(" or ", allowed.ToArray().Select(Show))} is supported.");
    }

    /// <summary>Takes a flag that must have one value; <paramref name="reason"/> completes "is true, but …".</summary>
    public void RequireFlag(string key, bool required, bool fallback, string reason)
    {
        var missing = !Contains(key);
        if (Flag(key, fallback) != required)
            throw Fault(key, $"is {(missing ? "missing, which means " : "")}{(required ? "false" : "true")}, but {reason}");
    }

    /// <summary>Takes keys that may only be null, false, 0, or empty, because any other value asks for what is not done here.</summary>
    public void RequireUnset(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (_unread.Remove(key, out var value) && !IsUnset(value))
                throw Fault(key, $"is {Show(value)}, which is not supported: it must be absent, null, false or empty.");
        }
    }

    /// <summary>Takes all keys that are in <paramref name="harmless"/>, whatever their values.</summary>
    public void Ignore(FrozenSet<string> harmless)
    {
        foreach (var key in _unread.Keys.Where(harmless.Contains).ToArray())
            _unread.Remove(key);
    }

    /// <summary>Refuses what nobody took.</summary>
    public void RefuseUnread()
    {
        foreach (var (key, value) in _unread)
            throw Fault(key, $"(value {Show(value)}) is not known. It could change the vectors, so the model is not loaded; remove the key if it has no effect.");
    }

    /// <summary>Returns an exception that names the file and the key.</summary>
    public InvalidDataException Fault(string key, string problem) => new($"{File}: '{_prefix}{Shorten(key)}' {problem}");

    /// <summary>Returns the string in <paramref name="value"/>.</summary>
    public string AsText(string key, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
            throw Fault(key, $"is {Show(value)}, but must be a string.");
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException fault)
        {
            throw new InvalidDataException(Fault(key, "is a string with half a surrogate pair, which is not text.").Message, fault);
        }
    }

    /// <summary>Returns a value as it stands in the file, short enough for a message.</summary>
    public static string Show(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => $"a list of {value.GetArrayLength().ToString(CultureInfo.InvariantCulture)}",
        _ => Shorten(value.GetRawText()),
    };

    /// <summary>Returns a text in quotes, short enough for a message.</summary>
    public static string Show(string text) => $"\"{Shorten(text)}\"";

    private static string Shorten(string text) => text.Length <= 80 ? text : text[..77] + "...";

    private static bool IsUnset(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Number => value.TryGetDouble(out var number) && number == 0,
        JsonValueKind.String => value.ValueEquals(""),
        _ => false,
    };

    private InvalidDataException Missing(string key) => Fault(key, "is missing, but needed.");
}
