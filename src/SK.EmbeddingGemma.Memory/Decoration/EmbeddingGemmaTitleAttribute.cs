namespace SK.EmbeddingGemma;

/// <summary>Marks the data property that holds a record's title, which a decorated vector store puts into the prompt of the record's texts.</summary>
/// <remarks>The property is a <see cref="string"/> and one of the collection's data properties; <see langword="null"/> or white space stands for no title.</remarks>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EmbeddingGemmaTitleAttribute : Attribute;
