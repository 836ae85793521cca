using Microsoft.Extensions.AI;

namespace SK.EmbeddingGemma.Silos;

/// <summary>The model of this silo. Thread-safe.</summary>
internal sealed class SiloModel(IEmbeddingGenerator<string, Embedding<float>> generator)
{
    private volatile EmbeddingGemmaSpace? _space;

    /// <summary>Gets the generator, with the stages that the application put around it.</summary>
    public IEmbeddingGenerator<string, Embedding<float>> Generator { get; } = generator;

    /// <summary>Gets the space of its vectors.</summary>
    /// <exception cref="InvalidOperationException">The generator does not say.</exception>
    public EmbeddingGemmaSpace Space => _space ??= Generator.GetService<EmbeddingGemmaSpace>() ?? throw new InvalidOperationException(
        "The silo's embedding generator has no EmbeddingGemmaSpace, without which nobody can tell whether its vectors may be mixed with those of other silos: call AddEmbeddingGemma on the silo builder, after other generators.");

    /// <summary>Gets the model's id, or <see langword="null"/>.</summary>
    public string? ModelId => Generator.GetService<EmbeddingGeneratorMetadata>()?.DefaultModelId;

    /// <summary>Gets the length of vectors for calls that ask for none.</summary>
    public int Dimensions => Generator.GetService<EmbeddingGeneratorMetadata>()?.DefaultModelDimensions ?? Space.Dimensions;

    /// <summary>Loads the model, where it is this library's.</summary>
    public Task LoadAsync(CancellationToken cancellationToken) =>
        Generator.GetService<EmbeddingGemmaGenerator>() is { } own ? own.LoadAsync(cancellationToken) : Task.CompletedTask;
}
