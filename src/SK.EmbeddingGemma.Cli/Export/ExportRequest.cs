using SK.EmbeddingGemma.Weights.Gguf;

namespace SK.EmbeddingGemma.Cli;

/// <summary>What to write, and where. Immutable.</summary>
internal sealed record ExportRequest
{
    /// <summary>Gets what --model says, or <see langword="null"/>.</summary>
    public required string? Model { get; init; }

    /// <summary>Gets the format.</summary>
    public required ExportFormat Format { get; init; }

    /// <summary>Gets the number format of matrices, or <see langword="null"/> where none is asked for.</summary>
    public required GgufType? Type { get; init; }

    /// <summary>Gets whether weights get a file of their own.</summary>
    public required bool ExternalData { get; init; }

    /// <summary>Gets the path to write.</summary>
    public required string Output { get; init; }

    /// <summary>Gets whether to replace what is there.</summary>
    public required bool Overwrites { get; init; }

    /// <summary>Gets whether notes are left out.</summary>
    public required bool IsQuiet { get; init; }

    /// <exception cref="UsageException">Something contradicts, or cannot be.</exception>
    public void Validate()
    {
        if (Model is not null && string.IsNullOrWhiteSpace(Model))
            throw new UsageException("--model is empty: give nano, gemma-300m, or the folder or GGUF file of a model.");
        if (string.IsNullOrWhiteSpace(Output) || Output is "-")
            throw new UsageException("--output must be a path: a model is not written to standard output.");
        if (Type is not (null or GgufType.F32) && Format != ExportFormat.Gguf)
            throw new UsageException($"--type is for gguf: {ExportFormats.NameOf(Format)} is written with 32-bit floats.");
        if (ExternalData && Format != ExportFormat.Onnx)
            throw new UsageException($"--external-data is for onnx: {ExportFormats.NameOf(Format)} has no such choice.");
    }
}
