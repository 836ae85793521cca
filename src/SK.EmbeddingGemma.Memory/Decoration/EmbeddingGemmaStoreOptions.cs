namespace SK.EmbeddingGemma;

/// <summary>Settings of a decorated vector store, copied when it is decorated.</summary>
/// <remarks>Not thread-safe while it is being changed.</remarks>
public sealed class EmbeddingGemmaStoreOptions
{
    /// <summary>
    /// Gets or sets the prompt of texts that are searched for. Default: <see cref="EmbeddingGemmaPrompt.Query"/>. <see cref="EmbeddingGemmaPrompt.CodeRetrieval"/> is for code:
    /// what is stored stays a document, best with its path as title.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public EmbeddingGemmaPrompt QueryPrompt { get; set => field = value ?? throw new ArgumentNullException(nameof(value)); } = EmbeddingGemmaPrompt.Query;

    /// <summary>
    /// Gets or sets the prompt of texts that are stored, the same for all of them. Default: <see langword="null"/>, <see cref="EmbeddingGemmaPrompt.Document"/> with the title of each record.
    /// </summary>
    public EmbeddingGemmaPrompt? DocumentPrompt { get; set; }

    /// <summary>
    /// Gets or sets the name of the data property that holds a record's title. Default: <see langword="null"/>, the one with <see cref="EmbeddingGemmaTitleAttribute"/>, or else
    /// none. In a decorated store it counts for the collections that have such a property of type <see cref="string"/>; the attribute wins.
    /// </summary>
    public string? TitleProperty { get; set; }

    /// <summary>
    /// Gets or sets whether a generator is taken that does not say that it is EmbeddingGemma. Default: <see langword="false"/>: other models do not know the prompts, so that
    /// decorating does nothing for them.
    /// </summary>
    public bool AllowOtherModels { get; set; }

    internal EmbeddingGemmaStoreOptions Clone() => (EmbeddingGemmaStoreOptions)MemberwiseClone();
}
