using System.Collections.Frozen;
using System.Text.Json;

namespace SK.EmbeddingGemma.Models;

/// <summary>
/// Reads how many tokens of a text count, as sentence-transformers does: max_seq_length of sentence_bert_config.json,
/// else the smaller of max_position_embeddings and the tokenizer's model_max_length.
/// </summary>
internal static class TokenLimit
{
    private const int MaxTokens = 1 << 20;
    private static readonly FrozenSet<string> Harmless = FrozenSet.Create(StringComparer.Ordinal, "unpad_inputs");

    /// <summary>Reads the files in <paramref name="folder"/>, either of which may be missing; the tokenizer's, which can have a megabyte, only where it decides.</summary>
    public static int Read(string folder, int maxPositions) =>
        ReadSentenceConfig(Path.Combine(folder, "sentence_bert_config.json"))
        ?? Math.Min(maxPositions, ReadTokenizerConfig(Path.Combine(folder, "tokenizer_config.json")) ?? maxPositions);

    private static int? ReadSentenceConfig(string file)
    {
        if (!File.Exists(file))
            return null;
        var json = JsonSection.Read(file);
        int? limit = json.IsNull("max_seq_length") ? null : json.Integer("max_seq_length", 2, MaxTokens);
        json.RequireFlag("do_lower_case", required: false, fallback: false, "texts are never turned to lower case here.");
        json.Require("transformer_task", "feature-extraction");
        json.Require("module_output_name", "token_embeddings");
        if (json.Section("modality_config") is { } modalities)
        {
            if (modalities.Section("text") is { } text)
            {
                text.Require("method", "forward");
                text.Require("method_output_name", "last_hidden_state");
                text.RefuseUnread();
            }

            modalities.RefuseUnread();
        }

        json.RequireUnset(
            "query_length", "document_length", "query_expansion", "processing_kwargs", "tokenizer_name_or_path",
            "model_args", "tokenizer_args", "config_args", "model_kwargs", "processor_kwargs", "config_kwargs");
        json.Ignore(Harmless);
        json.RefuseUnread();
        return limit;
    }

    // transformers writes 1e30 for "no limit". Everything else in this file describes the tokenizer, which its own file defines.
    private static int? ReadTokenizerConfig(string file)
    {
        if (!File.Exists(file))
            return null;
        var json = JsonSection.Read(file);
        if (json.IsNull("model_max_length"))
            return null;
        var value = json.Take("model_max_length");
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var limit) || !double.IsFinite(limit) || limit < 2 || limit != Math.Floor(limit))
            throw json.Fault("model_max_length", $"is {JsonSection.Show(value)}, but must be a whole number of at least 2.");
        return limit >= MaxTokens ? null : (int)limit;
    }
}
