namespace SK.EmbeddingGemma.Models;

/// <summary>An ONNX export of a model, as it is run. Immutable.</summary>
/// <param name="Path">Its absolute path.</param>
/// <param name="ExternalFiles">The absolute paths of the files of its weights.</param>
/// <param name="IsPooled">Whether it gives the vector of a text; else that of each token, before the modules.</param>
/// <param name="Width">The width of what it gives, in floats; <see langword="null"/> where it does not say.</param>
/// <param name="OtherInputs">The inputs beside token ids and mask, which are for other kinds of content.</param>
/// <param name="HasWindow">Whether its local layers are restricted to their window.</param>
internal sealed record OnnxModel(string Path, IReadOnlyList<string> ExternalFiles, bool IsPooled, int? Width, IReadOnlyList<OnnxValueInfo> OtherInputs, bool HasWindow)
{
    /// <summary>What the names of such files end with.</summary>
    public const string Extension = ".onnx";

    public const string TokenIds = "input_ids";
    public const string Mask = "attention_mask";

    /// <summary>The output with the vector of each text.</summary>
    public const string Pooled = "sentence_embedding";

    /// <summary>The output with a vector of each token.</summary>
    public const string Tokens = "last_hidden_state";

    /// <summary>Says how an export is run.</summary>
    /// <exception cref="InvalidDataException">It lacks an input or output; or has an input that cannot be empty.</exception>
    public static OnnxModel Of(OnnxSummary summary, GemmaConfig config)
    {
        var inputs = summary.Inputs.ToArray();
        foreach (var needed in new[] { TokenIds, Mask })
        {
            if (inputs.All(input => input.Name != needed))
                throw new InvalidDataException($"{summary.Path}: the export has no input '{needed}', but {Names(inputs)}: it is not that of an embedding model.");
        }

        var others = inputs.Where(input => input.Name is not (TokenIds or Mask)).ToArray();
        if (others.FirstOrDefault(input => !input.Shape.Contains(null)) is { } full)
            throw new InvalidDataException($"{summary.Path}: the export has the input '{full.Name}', which a text alone cannot fill: take an export for texts.");
        var output = summary.Outputs.FirstOrDefault(value => value.Name == Pooled)
            ?? summary.Outputs.FirstOrDefault(value => value.Name == Tokens)
            ?? throw new InvalidDataException($"{summary.Path}: the export has no output '{Pooled}' or '{Tokens}', but {Names(summary.Outputs)}: export the model as optimum or sentence-transformers does.");
        var width = output.Shape.Count > 1 && output.Shape[^1] is > 0 and <= 1 << 20 ? (int?)output.Shape[^1] : null;
        return new(summary.Path, [.. summary.ExternalFiles], output.Name == Pooled, width, others, OnnxWindow.IsIn(summary, config));
    }

    private static string Names(IEnumerable<OnnxValueInfo> values) => string.Join(", ", values.Select(value => JsonSection.Show(value.Name)));
}
