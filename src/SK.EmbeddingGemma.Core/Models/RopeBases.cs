namespace SK.EmbeddingGemma.Models;

/// <summary>
/// Reads the bases of rotary position embeddings, in the keys of 2025 (rope_theta, rope_local_base_freq, rope_scaling)
/// and of 2026 (rope_parameters by kind of layer). Both may be there if they agree. Scaling is refused.
/// </summary>
internal static class RopeBases
{
    private const string ParametersKey = "rope_parameters";

    /// <summary>Takes the keys and returns the base of local and of global layers.</summary>
    public static (double Local, double Global) Read(JsonSection json)
    {
        var parameters = json.Section(ParametersKey);
        var global = Read(json, "rope_theta", parameters, "full_attention", 1_000_000);
        var local = Read(json, "rope_local_base_freq", parameters, "sliding_attention", 10_000);
        parameters?.RefuseUnread();
        if (json.Section("rope_scaling") is { } scaling)
            RefuseScaling(scaling);
        RefusePartialRotation(json);
        return (local, global);
    }

    private static double Read(JsonSection json, string oldKey, JsonSection? parameters, string newKey, double fallback)
    {
        double? old = json.IsNull(oldKey) ? null : json.Positive(oldKey, fallback);
        if (parameters?.Section(newKey) is not { } section)
            return old ?? fallback;
        double? theta = section.IsNull("rope_theta") ? null : section.Positive("rope_theta", fallback);
        RefuseScaling(section);
        if (old is not null && theta is not null && old != theta)
            throw json.Fault(oldKey, $"differs from {ParametersKey}.{newKey}.rope_theta: they contradict each other.");
        return theta ?? old ?? fallback;
    }

    private static void RefuseScaling(JsonSection section)
    {
        section.Require("rope_type", "default");
        section.Require("type", "default");
        RefusePartialRotation(section);
        section.RefuseUnread();
    }

    private static void RefusePartialRotation(JsonSection section)
    {
        if (!section.IsNull("partial_rotary_factor") && section.Positive("partial_rotary_factor", 1) != 1)
            throw section.Fault("partial_rotary_factor", "is not 1: heads that are rotated in part are not supported.");
    }
}
