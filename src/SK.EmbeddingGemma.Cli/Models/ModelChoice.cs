namespace SK.EmbeddingGemma.Cli;

/// <summary>The model that --model names.</summary>
internal static class ModelChoice
{
    /// <summary>Returns the model of a name, a folder or a GGUF file; Nano for <see langword="null"/>, and says so on standard error unless that is to be quiet.</summary>
    /// <inheritdoc cref="Parse(string?)"/>
    public static EmbeddingGemmaModel Parse(string? text, bool isQuiet, StandardStreams streams)
    {
        var model = Parse(text);
        if (text is null && !isQuiet)
            streams.Error.WriteLine("note: using nano, the small English and code model that comes with the tool; --model names another");
        return model;
    }

    /// <summary>Returns the model of a name, a folder or a GGUF file; Nano for <see langword="null"/>.</summary>
    /// <exception cref="NotSupportedException">It is EmbeddingGemma 2.</exception>
    /// <exception cref="UsageException">It cannot be a path.</exception>
    public static EmbeddingGemmaModel Parse(string? text)
    {
        if (text is null)
            return EmbeddingGemmaModel.Nano;
        if (string.Equals(text, "gemma-2", StringComparison.OrdinalIgnoreCase) || string.Equals(text, "embeddinggemma-2", StringComparison.OrdinalIgnoreCase))
            throw new NotSupportedException("This version cannot run EmbeddingGemma 2 (gemma-2) yet: use gemma-300m, nano, or the folder or GGUF file of a model.");

        return EmbeddingGemmaModel.TryParse(text, out var model)
            ? model
            : throw new UsageException("--model must be nano, gemma-300m, gemma-2, or the folder or GGUF file of a model.");
    }
}
