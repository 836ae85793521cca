using System.Text.Json;

namespace SK.EmbeddingGemma.Cli;

/// <summary>The properties that embed and tokenize have in common.</summary>
internal static class TokensJson
{
    /// <summary>Writes text, prompt, ids where they are wanted, and truncatedFrom.</summary>
    public static void WriteTokens(this Utf8JsonWriter writer, InputText input, PromptedTokens tokens, bool withIds)
    {
        writer.WriteText("text", input.Text);
        writer.WriteText("prompt", tokens.Prompt);
        if (withIds)
        {
            writer.WriteStartArray("ids");
            foreach (var id in tokens.Tokens.Ids.Span)
                writer.WriteNumberValue(id);
            writer.WriteEndArray();
        }

        if (tokens.TruncatedFrom is { } count)
            writer.WriteNumber("truncatedFrom", count);
        else
            writer.WriteNull("truncatedFrom");
    }
}
