using System.Collections.Frozen;
using System.Text.Json;

namespace SK.EmbeddingGemma.Models;

/// <summary>
/// Reads modules.json: Transformer, Pooling, any number of Dense, and Normalize or not, in this order. A missing file is
/// an error: sentence-transformers would guess a model without dense modules, and so another vector space.
/// </summary>
internal static class ModuleList
{
    private const int MaxModules = 64;
    private static readonly FrozenSet<string> Harmless = FrozenSet.Create(StringComparer.Ordinal, "name", "idx");

    /// <summary>Reads the file in <paramref name="directory"/>.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">A module or their order is not supported.</exception>
    public static IReadOnlyList<ModuleEntry> Read(string directory)
    {
        var file = Path.Combine(directory, "modules.json");
        var root = JsonFile.Read(file);
        if (root.ValueKind != JsonValueKind.Array)
            throw new InvalidDataException($"{file}: the root is {JsonSection.Show(root)}, but must be a list of modules.");
        if (root.GetArrayLength() is 0 or > MaxModules)
            throw new InvalidDataException($"{file}: the list has {root.GetArrayLength()} modules, but must have 2 to {MaxModules}.");
        var entries = root.EnumerateArray().Select((element, index) => Entry(directory, file, element, index)).ToArray();
        for (var i = 0; i < entries.Length; i++)
            RequireOrder(file, entries, i);
        if (entries.Length < 2)
            throw new InvalidDataException($"{file}: entry 1 is missing: a Pooling module must follow the Transformer.");
        return entries;
    }

    private static ModuleEntry Entry(string directory, string file, JsonElement element, int index)
    {
        var json = JsonSection.Of(file, $"[{index}]", element);
        var type = json.Text("type");
        // Python moved these classes between packages: only the class name is stable.
        if (!Enum.TryParse<ModuleKind>(type.AsSpan(type.LastIndexOf('.') + 1), out var kind) || !Enum.IsDefined(kind) || !type.EndsWith(kind.ToString(), StringComparison.Ordinal))
            throw json.Fault("type", $"is {JsonSection.Show(type)}, but only {string.Join(", ", Enum.GetNames<ModuleKind>())} are supported.");
        var path = json.Text("path");
        var folder = ContainedPath.Join(directory, path) ?? throw json.Fault("path", $"is {JsonSection.Show(path)}, but must be a folder inside the model directory.");
        if (json.Contains("idx") && json.Integer("idx", 0, int.MaxValue) is var number && number != index)
            throw json.Fault("idx", $"is {number}, but the entry is at place {index}: they contradict each other.");
        json.RequireUnset("kwargs");
        json.Ignore(Harmless);
        json.RefuseUnread();
        return new ModuleEntry(kind, folder);
    }

    private static void RequireOrder(string file, ModuleEntry[] entries, int index)
    {
        var kind = entries[index].Kind;
        var inOrder = index switch
        {
            0 => kind == ModuleKind.Transformer,
            1 => kind == ModuleKind.Pooling,
            _ => kind == ModuleKind.Dense || (kind == ModuleKind.Normalize && index == entries.Length - 1),
        };
        inOrder &= index < 2 || entries[index - 1].Kind != ModuleKind.Normalize;
        if (!inOrder)
            throw new InvalidDataException($"{file}: entry {index} is a {kind} module, which is not supported there: the order is Transformer, Pooling, any number of Dense, and Normalize at most once at the end.");
    }
}
