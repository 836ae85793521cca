namespace SK.EmbeddingGemma.Models;

/// <summary>
/// Reads which layers are local and which are global. Where layer_types is there it decides alone: transformers writes a
/// default _sliding_window_pattern of 6 beside it that may not agree.
/// </summary>
internal static class LayerPattern
{
    private const string ListKey = "layer_types";
    private const string SavedKey = "_sliding_window_pattern";
    private const string PlainKey = "sliding_window_pattern";

    /// <summary>Takes the keys and returns a kind for each of <paramref name="layerCount"/> layers.</summary>
    public static LayerKind[] Read(JsonSection json, int layerCount)
    {
        var saved = Pattern(json, SavedKey);
        var plain = Pattern(json, PlainKey);
        if (json.Array(ListKey) is { } types)
        {
            if (types.Count != layerCount)
                throw json.Fault(ListKey, $"has {types.Count} entries, but num_hidden_layers is {layerCount}.");
            return [.. types.Select((type, index) => Kind(json, json.AsText($"{ListKey}[{index}]", type), index))];
        }

        if (saved is not null && plain is not null && saved != plain)
            throw json.Fault(SavedKey, $"is {saved}, but {PlainKey} is {plain}: they contradict each other.");
        var pattern = saved ?? plain ?? 6;
        return [.. Enumerable.Range(1, layerCount).Select(number => number % pattern == 0 ? LayerKind.Global : LayerKind.Local)];
    }

    private static int? Pattern(JsonSection json, string key) => json.IsNull(key) ? null : json.Integer(key, 1, int.MaxValue);

    private static LayerKind Kind(JsonSection json, string type, int index) => type switch
    {
        "sliding_attention" => LayerKind.Local,
        "full_attention" => LayerKind.Global,
        _ => throw json.Fault($"{ListKey}[{index}]", $"is {JsonSection.Show(type)}, but only \"sliding_attention\" and \"full_attention\" are supported."),
    };
}
