namespace SK.EmbeddingGemma.Prompts;

/// <summary>What a prompt is with one model: the entries of the model's directory win over the built-in texts. Immutable.</summary>
internal sealed class ModelPrompts
{
    private const string TitleSlot = "title: " + EmbeddingGemmaPrompt.NoTitle;

    private readonly IReadOnlyDictionary<string, string> _entries;

    /// <param name="entries">The directory's prompts by name.</param>
    /// <param name="defaultName">The entry for calls that name no prompt, or <see langword="null"/>.</param>
    /// <exception cref="InvalidDataException"><paramref name="defaultName"/> is not among the entries.</exception>
    public ModelPrompts(IReadOnlyDictionary<string, string> entries, string? defaultName)
    {
        _entries = entries;
        if (defaultName is not null)
        {
            Default = Find(defaultName) ?? throw new InvalidDataException(
                $"The model's default_prompt_name is '{defaultName}', which is not among its prompts: {string.Join(", ", entries.Keys)}.");
        }
    }

    /// <summary>Gets the model's own text for calls that name no prompt, or <see langword="null"/>.</summary>
    public string? Default { get; }

    /// <summary>Returns the exact text to put in front.</summary>
    /// <exception cref="InvalidOperationException">A title is given, but the model's document prompt has no place for it.</exception>
    public string Resolve(EmbeddingGemmaPrompt prompt)
    {
        foreach (var entry in EntriesOf(prompt.Name))
        {
            if (_entries.TryGetValue(entry, out var text))
                return prompt.Title is null ? text : WithTitle(text, entry, prompt.Title);
        }

        return prompt.Text;
    }

    /// <summary>Returns the exact text to put in front for what a call's options name.</summary>
    /// <exception cref="ArgumentException">Neither the presets nor the model's prompts have the name.</exception>
    /// <exception cref="InvalidOperationException">A title is given, but the model's document prompt has no place for it.</exception>
    public string Resolve(PromptProperties options)
    {
        var preset = PresetOf(options);
        if (options.Text is { } text)
            return preset is not null && string.Equals(preset.Text, text, StringComparison.Ordinal) ? Resolve(preset) : text;

        if (preset is not null)
            return Resolve(preset);

        return Find(options.Name!) ?? throw new ArgumentException(
            $"The prompt '{options.Name}' is neither a preset ({EmbeddingGemmaPrompt.PresetNames}) nor one of the model's own ({string.Join(", ", _entries.Keys)}).",
            nameof(options));
    }

    private static EmbeddingGemmaPrompt? PresetOf(PromptProperties properties) =>
        properties.Title is not null ? EmbeddingGemmaPrompt.Document(properties.Title)
        : EmbeddingGemmaPrompt.TryParse(properties.Name, out var preset) ? preset
        : null;

    private static string WithTitle(string text, string entry, string title)
    {
        var slot = text.IndexOf(TitleSlot, StringComparison.Ordinal);
        if (slot < 0)
        {
            throw new InvalidOperationException(
                $"The model's own prompt '{entry}' has no '{TitleSlot}' that a title could replace: use EmbeddingGemmaPrompt.Document() without title, or EmbeddingGemmaPrompt.Custom.");
        }

        return string.Concat(text.AsSpan(0, slot), "title: ", title, text.AsSpan(slot + TitleSlot.Length));
    }

    /// <summary>The names under which sentence-transformers directories keep a preset, the likelier first.</summary>
    private static string[] EntriesOf(string? preset) => preset switch
    {
        "query" => ["query", "Retrieval-query"],
        EmbeddingGemmaPrompt.DocumentName => [EmbeddingGemmaPrompt.DocumentName, "Retrieval-document"],
        "question-answering" => ["question-answering"],
        "fact-checking" => ["fact-checking"],
        "classification" => ["Classification", "classification"],
        "clustering" => ["Clustering", "clustering"],
        "sentence-similarity" => ["STS", "sentence-similarity"],
        "code-retrieval" => ["InstructionRetrieval", "code-retrieval"],
        "summarization" => ["Summarization", "summarization"],
        _ => [], // a custom prompt, and the explicit absence of one
    };

    /// <summary>Returns the text of the directory's own entry of a name, or else of one that differs in case alone, or <see langword="null"/>.</summary>
    public string? Find(string name) =>
        _entries.TryGetValue(name, out var text)
            ? text
            : _entries.FirstOrDefault(entry => string.Equals(entry.Key, name, StringComparison.OrdinalIgnoreCase)).Value;
}
