using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SK.EmbeddingGemma.Prompts;

/// <summary>How a prompt travels in a call's options: as strings, which survive cloning and enter cache keys.</summary>
/// <param name="Text">The text to put in front, or <see langword="null"/>.</param>
/// <param name="Name">A prompt's name, or <see langword="null"/>.</param>
/// <param name="Title">A document's title, or <see langword="null"/>.</param>
internal readonly record struct PromptProperties(string? Text, string? Name, string? Title)
{
    /// <summary>Writes the prompt into options that name none; options that name one stay as they are.</summary>
    public static void TryAdd(EmbeddingGenerationOptions options, EmbeddingGemmaPrompt prompt)
    {
        var properties = options.AdditionalProperties ??= [];
        if (properties.ContainsKey(EmbeddingGemmaPrompt.OptionsKey) || properties.ContainsKey(EmbeddingGemmaPrompt.NameOptionsKey))
            return; // all or nothing: the caller's text must not meet our name

        properties[EmbeddingGemmaPrompt.OptionsKey] = prompt.Text;
        if (prompt.Name is not null)
            properties[EmbeddingGemmaPrompt.NameOptionsKey] = prompt.Name;
        if (prompt.Title is not null)
            properties[EmbeddingGemmaPrompt.TitleOptionsKey] = prompt.Title;
    }

    /// <summary>Reads the prompt that a call's options name.</summary>
    /// <returns>The prompt, or <see langword="null"/> where they name none.</returns>
    /// <exception cref="ArgumentException">A value is no string, or a title stands beside something that has none.</exception>
    public static PromptProperties? Read(EmbeddingGenerationOptions? options)
    {
        if (options?.AdditionalProperties is null)
            return null;

        var read = new PromptProperties(
            String(options, EmbeddingGemmaPrompt.OptionsKey),
            String(options, EmbeddingGemmaPrompt.NameOptionsKey),
            String(options, EmbeddingGemmaPrompt.TitleOptionsKey));
        if (read.Title is not null && !string.Equals(read.Name, EmbeddingGemmaPrompt.DocumentName, StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException(
                $"The options have '{EmbeddingGemmaPrompt.TitleOptionsKey}', but '{EmbeddingGemmaPrompt.NameOptionsKey}' is not '{EmbeddingGemmaPrompt.DocumentName}': only documents have titles. Take the options from EmbeddingGemmaPrompt.Document(title).ToOptions().",
                nameof(options));
        }

        return read.Text is null && read.Name is null ? null : read;
    }

    private static string? String(EmbeddingGenerationOptions options, string key) =>
        options.AdditionalProperties?.TryGetValue(key, out var value) is not true ? null : value switch
        {
            string text => text,
            JsonElement { ValueKind: JsonValueKind.String } json => json.GetString(), // options that came as JSON
            _ => throw new ArgumentException(
                $"The option '{key}' is {(value is null ? "null" : $"of type {value.GetType()}")}, but must be a string: take the options from EmbeddingGemmaPrompt.ToOptions(); EmbeddingGemmaPrompt.None stands for no prompt.",
                nameof(options)),
        };
}
