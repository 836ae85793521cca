using System.Collections.Frozen;
using SK.EmbeddingGemma.Generation;
using SK.EmbeddingGemma.Server.Requests;

namespace SK.EmbeddingGemma.Server.Prompts;

/// <summary>The prompts that clients can name: the presets, and those of the model's directory. Immutable and thread-safe.</summary>
internal sealed class PromptTable
{
    private readonly FrozenDictionary<string, string> _texts;

    /// <param name="files">What the model's directory says.</param>
    /// <param name="fallback">The prompt of requests that name none; <see langword="null"/> for the directory's own, or else none.</param>
    public PromptTable(ModelFiles files, EmbeddingGemmaPrompt? fallback)
    {
        var texts = EmbeddingGemmaPrompt.Presets.ToDictionary(preset => preset.Name!, files.Prompts.Resolve, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, text) in files.Directory.Prompts)
            texts.TryAdd(name, text); // those that stand for a preset are its text already
        _texts = texts.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        Names = [.. texts.Keys];
        Default = (fallback is null ? files.Prompts.Default : files.Prompts.Resolve(fallback)) ?? "";
        DefaultName = Default.Length == 0 ? EmbeddingGemmaPrompt.None.Name : texts.FirstOrDefault(entry => entry.Value == Default).Key;
    }

    /// <summary>Gets the names, those of presets first.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Gets the text for requests that name no prompt; empty for none.</summary>
    public string Default { get; }

    /// <summary>Gets the name of that; <see langword="null"/> where it has none.</summary>
    public string? DefaultName { get; }

    /// <summary>Returns whether there is a prompt of a name, in any letter case.</summary>
    public bool Contains(string name) => _texts.ContainsKey(name);

    /// <summary>Returns the text to put in front.</summary>
    /// <exception cref="RequestFaultException">There is no such prompt.</exception>
    public string Find(string name, string parameter) => _texts.TryGetValue(name, out var text)
        ? text
        : throw new RequestFaultException(FaultKind.ValueInvalid, $"The prompt is unknown: choose one of {string.Join(", ", Names)}.", parameter);
}
