using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace SK.EmbeddingGemma.Models.Gguf;

/// <summary>Takes the values of a GGUF file's metadata one by one with a type and a range, so that those that nobody took can be refused: they might change the numbers. Not thread-safe.</summary>
/// <param name="container">The file.</param>
internal sealed class GgufMetadata(GgufContainer container)
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>Gets the file.</summary>
    public GgufContainer Container => container;

    /// <summary>Whether the key is there, with whatever value.</summary>
    public bool Contains(string key) => container.Entries.ContainsKey(key);

    /// <summary>Takes a whole number of any width; without a fallback the key must be there.</summary>
    public int Integer(string key, int minimum, int maximum, int? fallback = null)
    {
        if (Take(key) is not { } entry)
            return fallback ?? throw Missing(key);
        return WholeNumber(entry) is { } number && number >= minimum && number <= maximum
            ? (int)number
            : throw Fault(key, $"is {Show(entry)}, but must be a whole number from {minimum} to {maximum}.");
    }

    /// <summary>Takes a finite number greater than 0; without a fallback the key must be there.</summary>
    public float Positive(string key, float? fallback = null)
    {
        if (Take(key) is not { } entry)
            return fallback ?? throw Missing(key);
        var number = entry switch
        {
            { Type: GgufValueType.Float32, Content: { } content } => MemoryMarshal.Read<float>(content),
            { Type: GgufValueType.Float64, Content: { } content } => (float)MemoryMarshal.Read<double>(content),
            _ => float.NaN,
        };
        return float.IsFinite(number) && number > 0 ? number : throw Fault(key, $"is {Show(entry)}, but must be a finite number greater than 0.");
    }

    /// <summary>Takes a flag that must have one value where it is there; <paramref name="reason"/> says why.</summary>
    public void RequireFlag(string key, bool required, string reason)
    {
        if (Take(key) is not { } entry)
            return;
        if (entry is not { Type: GgufValueType.Bool, Content: [0 or 1] content })
            throw Fault(key, $"is {Show(entry)}, but must be true or false.");
        if (content[0] != 0 != required)
            throw Fault(key, $"is {(required ? "false" : "true")}, but {reason}");
    }

    /// <summary>Takes a text of up to a kilobyte, or returns <see langword="null"/> where there is none.</summary>
    public string? Text(string key)
    {
        if (Take(key) is not { } entry)
            return null;
        return entry is { Type: GgufValueType.String, Content: { } content }
            ? Encoding.UTF8.GetString(content)
            : throw Fault(key, $"is {Show(entry)}, but must be a text of at most a kilobyte.");
    }

    /// <summary>Takes a text that must be <paramref name="required"/>.</summary>
    public void RequireText(string key, string required)
    {
        var text = Text(key) ?? throw Missing(key);
        if (text != required)
            throw Fault(key, $"is {JsonSection.Show(text)}, but only {JsonSection.Show(required)} is supported.");
    }

    /// <summary>Takes a list, or returns <see langword="null"/> where there is none.</summary>
    public GgufEntry? List(string key, GgufValueType type)
    {
        if (Take(key) is not { } entry)
            return null;
        return entry.Type == GgufValueType.Array && entry.ElementType == type ? entry : throw Fault(key, $"is {Show(entry)}, but must be a list of {type}.");
    }

    /// <summary>Takes a list; the key must be there.</summary>
    public GgufEntry RequireList(string key, GgufValueType type) => List(key, type) ?? throw Missing(key);

    /// <summary>Takes keys whose values have no effect on vectors.</summary>
    public void Ignore(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
            _taken.Add(key);
    }

    /// <summary>Refuses what nobody took of the keys that begin with <paramref name="prefix"/>.</summary>
    public void RefuseUnread(string prefix)
    {
        if (container.Entries.FirstOrDefault(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal) && !_taken.Contains(entry.Key)) is { Key: { } key, Value: { } value })
            throw Fault(key, $"(value {Show(value)}) is not known. It could change the vectors, so the model is not loaded.");
    }

    /// <summary>Returns an exception that names the file and the key.</summary>
    public InvalidDataException Fault(string key, string problem) => new($"{container.Path}: '{key}' {problem}");

    private static Int128? WholeNumber(GgufEntry entry) => entry switch
    {
        { Type: GgufValueType.UInt8, Content: { } content } => content[0],
        { Type: GgufValueType.Int8, Content: { } content } => (sbyte)content[0],
        { Type: GgufValueType.UInt16, Content: { } content } => MemoryMarshal.Read<ushort>(content),
        { Type: GgufValueType.Int16, Content: { } content } => MemoryMarshal.Read<short>(content),
        { Type: GgufValueType.UInt32, Content: { } content } => MemoryMarshal.Read<uint>(content),
        { Type: GgufValueType.Int32, Content: { } content } => MemoryMarshal.Read<int>(content),
        { Type: GgufValueType.UInt64, Content: { } content } => MemoryMarshal.Read<ulong>(content),
        { Type: GgufValueType.Int64, Content: { } content } => MemoryMarshal.Read<long>(content),
        _ => null,
    };

    private static string Show(GgufEntry entry) => entry switch
    {
        { Type: GgufValueType.Array } => $"a list of {entry.Count} {entry.ElementType}",
        { Type: GgufValueType.String, Content: { } content } => JsonSection.Show(Encoding.UTF8.GetString(content)),
        { Type: GgufValueType.Bool, Content: [0 or 1] content } => content[0] == 0 ? "false" : "true",
        { Type: GgufValueType.Float32, Content: { } content } => string.Create(CultureInfo.InvariantCulture, $"{MemoryMarshal.Read<float>(content)}"),
        { Type: GgufValueType.Float64, Content: { } content } => string.Create(CultureInfo.InvariantCulture, $"{MemoryMarshal.Read<double>(content)}"),
        _ => WholeNumber(entry) is { } number ? number.ToString(CultureInfo.InvariantCulture) : $"a value of type {entry.Type}",
    };

    private GgufEntry? Take(string key)
    {
        _taken.Add(key);
        return container.Entries.GetValueOrDefault(key);
    }

    private InvalidDataException Missing(string key) => Fault(key, "is missing, but needed.");
}
