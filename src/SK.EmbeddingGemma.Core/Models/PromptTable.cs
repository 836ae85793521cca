namespace SK.EmbeddingGemma.Models;

/// <summary>The prompts that a model directory brings, from config_sentence_transformers.json. Immutable.</summary>
/// <param name="Prompts">The text in front of a text, by name.</param>
/// <param name="DefaultName">The name of the prompt for calls that name none, or <see langword="null"/>.</param>
internal sealed record PromptTable(IReadOnlyDictionary<string, string> Prompts, string? DefaultName)
{
    /// <summary>The prompts of EmbeddingGemma 2 that differ from the presets (its model card).</summary>
    private static readonly Dictionary<string, string> OfSecond = new(StringComparer.Ordinal) { ["Summarization"] = EmbeddingGemmaPrompt.SentenceSimilarity.Text };

    /// <summary>Reads the file in <paramref name="directory"/>; without one, or a prompt in it, that of the model's architecture holds. Other keys than those read have no effect on vectors.</summary>
    public static PromptTable Read(string directory, GemmaConfig config)
    {
        var prompts = config.Second is null ? new Dictionary<string, string>(StringComparer.Ordinal) : new(OfSecond, StringComparer.Ordinal);
        var file = Path.Combine(directory, "config_sentence_transformers.json");
        if (!File.Exists(file))
            return new PromptTable(prompts, null);

        var json = JsonSection.Read(file);
        json.Require("model_type", "SentenceTransformer"); // others load with modules of their own instead of modules.json
        if (json.Section("prompts") is { } table)
        {
            foreach (var name in table.Unread.ToArray())
                prompts[name] = table.Text(name);
        }

        if (json.IsNull("default_prompt_name"))
            return new PromptTable(prompts, null);
        var defaultName = json.Text("default_prompt_name");
        return prompts.ContainsKey(defaultName)
            ? new PromptTable(prompts, defaultName)
            : throw json.Fault("default_prompt_name", $"is {JsonSection.Show(defaultName)}, but there is no prompt of that name in 'prompts'.");
    }
}
