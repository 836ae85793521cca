using System.Text.Json;
using Microsoft.Extensions.AI;
using SK.EmbeddingGemma.Prompts;

namespace SK.EmbeddingGemma.Requests;

/// <summary>Brings a call's options into a request, and back on the silo: the silo's generator sees what the caller said.</summary>
internal static class RequestOptions
{
    /// <summary>Makes a request of a call's options, still without texts and space.</summary>
    /// <exception cref="ArgumentException">An option has a value of the wrong type, or there is one that the local generator would not know either.</exception>
    public static EmbeddingRequest Read(EmbeddingGenerationOptions options)
    {
        var prompt = PromptProperties.Read(options);
        return new()
        {
            Texts = [],
            ExpectedSpace = "",
            Dimensions = options.Dimensions,
            PromptText = prompt?.Text,
            PromptName = prompt?.Name,
            PromptTitle = prompt?.Title,
            Normalizes = Find(options, EmbeddingGemmaGenerator.NormalizeKey) switch
            {
                null => null,
                bool value => value,
                JsonElement { ValueKind: JsonValueKind.True } => true,
                JsonElement { ValueKind: JsonValueKind.False } => false,
                _ => throw new ArgumentException(Wrong(EmbeddingGemmaGenerator.NormalizeKey, "a Boolean"), nameof(options)),
            },
            Truncation = Find(options, EmbeddingGemmaGenerator.TruncationKey) switch
            {
                null => null,
                EmbeddingGemmaTruncation value => value.ToString(),
                string name => name,
                _ => throw new ArgumentException(Wrong(EmbeddingGemmaGenerator.TruncationKey, $"an {nameof(EmbeddingGemmaTruncation)} or its name"), nameof(options)),
            },
            ModelId = options.ModelId,
        };
    }

    /// <summary>Makes the options of a request.</summary>
    public static EmbeddingGenerationOptions Write(EmbeddingRequest request)
    {
        var properties = new AdditionalPropertiesDictionary();
        Add(EmbeddingGemmaPrompt.OptionsKey, request.PromptText);
        Add(EmbeddingGemmaPrompt.NameOptionsKey, request.PromptName);
        Add(EmbeddingGemmaPrompt.TitleOptionsKey, request.PromptTitle);
        Add(EmbeddingGemmaGenerator.NormalizeKey, request.Normalizes);
        Add(EmbeddingGemmaGenerator.TruncationKey, request.Truncation);
        return new() { Dimensions = request.Dimensions, ModelId = request.ModelId, AdditionalProperties = properties };

        void Add(string key, object? value)
        {
            if (value is not null)
                properties[key] = value;
        }
    }

    private static object? Find(EmbeddingGenerationOptions options, string key) =>
        options.AdditionalProperties?.TryGetValue(key, out var value) is true ? value : null;

    private static string Wrong(string key, string allowed) => $"The option '{key}' must be {allowed}.";
}
