using System.Text.Json;

namespace SK.EmbeddingGemma.Models;

/// <summary>Checks that a pooling module is the mean over all tokens, prompt included, in either spelling of sentence-transformers.</summary>
internal static class PoolingConfig
{
    private const string ModeKey = "pooling_mode";
    private const string MeanKey = "pooling_mode_mean_tokens";
    private static readonly string[] OtherModes =
    [
        "pooling_mode_cls_token", "pooling_mode_max_tokens", "pooling_mode_mean_sqrt_len_tokens", "pooling_mode_weightedmean_tokens", "pooling_mode_lasttoken",
    ];

    /// <summary>Reads the config.json in <paramref name="folder"/>, whose width must be <paramref name="hiddenSize"/>.</summary>
    public static void Validate(string folder, int hiddenSize)
    {
        var json = JsonSection.Read(Path.Combine(folder, "config.json"));
        if (!json.Contains("embedding_dimension") && !json.Contains("word_embedding_dimension"))
            throw json.Fault("embedding_dimension", $"is missing (as is word_embedding_dimension), but must be {hiddenSize}, the hidden_size of the transformer.");
        foreach (var key in new[] { "embedding_dimension", "word_embedding_dimension" })
        {
            if (json.Integer(key, 1, int.MaxValue, hiddenSize) is var width && width != hiddenSize)
                throw json.Fault(key, $"is {width}, but must be {hiddenSize}, the hidden_size of the transformer.");
        }

        RequireMean(json);
        json.RequireFlag("include_prompt", required: true, fallback: true, "pooling without the tokens of the prompt is not supported.");
        json.RefuseUnread();
    }

    private static void RequireMean(JsonSection json)
    {
        if (json.Contains(ModeKey))
        {
            var mode = json.Take(ModeKey);
            var single = mode.ValueKind == JsonValueKind.Array && mode.GetArrayLength() == 1 ? mode[0] : mode;
            if (single.ValueKind != JsonValueKind.String || json.AsText(ModeKey, single) != "mean")
                throw json.Fault(ModeKey, $"is {JsonSection.Show(mode)}, but only \"mean\" is supported.");
        }

        json.RequireFlag(MeanKey, required: true, fallback: true, "must be true: only mean pooling is supported.");
        foreach (var key in OtherModes)
            json.RequireFlag(key, required: false, fallback: false, "only mean pooling is supported.");
    }
}
