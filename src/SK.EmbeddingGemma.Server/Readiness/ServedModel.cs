using Microsoft.Extensions.AI;
using SK.EmbeddingGemma.Generation;
using SK.EmbeddingGemma.Server.Prompts;

namespace SK.EmbeddingGemma.Server.Readiness;

/// <summary>The model behind the server, loaded. Immutable and thread-safe.</summary>
internal sealed record ServedModel
{
    /// <summary>Gets what embeds: the registered pipeline, observed.</summary>
    public required IEmbeddingGenerator<string, Embedding<float>> Generator { get; init; }

    /// <summary>Gets what its directory says.</summary>
    public required ModelFiles Files { get; init; }

    /// <summary>Gets the settings that it was registered with.</summary>
    public required EmbeddingGemmaOptions Options { get; init; }

    /// <summary>Gets its prompts.</summary>
    public required PromptTable Prompts { get; init; }

    /// <summary>Gets its names.</summary>
    public required ModelNames Names { get; init; }

    /// <summary>Gets what its vectors share.</summary>
    public required EmbeddingGemmaSpace Space { get; init; }

    /// <summary>Gets when it was loaded.</summary>
    public required DateTimeOffset LoadedAt { get; init; }

    /// <summary>Gets the width of a vector, in floats.</summary>
    public int Width => Files.Directory.Dimensions;

    /// <summary>Gets the name of the number format that it computes in.</summary>
    public string Precision => Options.PrecisionIn(Files.Directory) is { } precision ? ModelIdentity.NameOf(precision) : "onnx";
}
