namespace SK.EmbeddingGemma.Cli;

/// <summary>The model that --model names.</summary>
internal static class ModelChoice
{
    /// <summary>Returns the model of a name or a path; Nano for <see langword="null"/>, and says so on standard error unless that is to be quiet.</summary>
    /// <inheritdoc cref="Parse(string?)"/>
    public static EmbeddingGemmaModel Parse(string? text, bool isQuiet, StandardStreams streams)
    {
        var model = Parse(text);
        if (text is null && !isQuiet)
            streams.Error.WriteLine("note: using nano, the small English and code model that comes with the tool; --model names another");
        return model;
    }

    /// <summary>Returns the model of a name or a path; Nano for <see langword="null"/>.</summary>
    /// <exception cref="UsageException">It cannot be a path.</exception>
    public static EmbeddingGemmaModel Parse(string? text)
    {
        if (text is null)
            return EmbeddingGemmaModel.Nano;
        return EmbeddingGemmaModel.TryParse(text, out var model)
            ? model
            : throw new UsageException("--model must be nano, gemma-300m, gemma-2, the folder of a model, or an ONNX or GGUF file.");
    }
}
