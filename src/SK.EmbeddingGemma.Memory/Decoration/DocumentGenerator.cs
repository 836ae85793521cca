using Microsoft.Extensions.AI;

namespace SK.EmbeddingGemma.Decoration;

/// <summary>
/// What the inner store takes for the generator of one vector property. It gives out what was embedded ahead, with titles and in one batch; any other text it embeds as
/// a document without title. Thread-safe if the caller's generator is, which it never disposes.
/// </summary>
internal sealed class DocumentGenerator : DelegatingEmbeddingGenerator<string, Embedding<float>>
{
    private readonly AsyncLocal<PreparedEmbeddings?> _prepared = new();

    /// <param name="embedder">What embeds.</param>
    /// <param name="dimensions">The length of the property's vectors.</param>
    public DocumentGenerator(StoreEmbedder embedder, int dimensions)
        : base(embedder.Generator.WithPrompt(embedder.UntitledPrompt).WithDimensions(dimensions)) =>
        Dimensions = dimensions;

    /// <summary>Gets the length of the property's vectors, in floats.</summary>
    public int Dimensions { get; }

    /// <summary>Sets what is given out to the calls that begin in this flow of control, until the asynchronous method that sets it ends.</summary>
    public PreparedEmbeddings? Prepared { set => _prepared.Value = value; }

    /// <inheritdoc/>
    public override async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        cancellationToken.ThrowIfCancellationRequested();
        if (_prepared.Value is not { } prepared)
            return await base.GenerateAsync(values, options, cancellationToken).ConfigureAwait(false);

        List<string> texts = [.. values];
        var embeddings = texts.ConvertAll(prepared.Take);
        List<int> missing = [.. Enumerable.Range(0, texts.Count).Where(index => embeddings[index] is null)];
        if (missing.Count > 0)
        {
            var late = await base.GenerateAsync(missing.Select(index => texts[index]), options, cancellationToken).ConfigureAwait(false);
            for (var index = 0; index < missing.Count; index++)
                embeddings[missing[index]] = late[index];
        }

        return new(embeddings.Select(embedding => embedding!));
    }
}
