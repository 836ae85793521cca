namespace SK.EmbeddingGemma.Tokenization;

/// <summary>What a token of the vocabulary stands for.</summary>
internal enum VocabularyTokenKind
{
    /// <summary>Text that merging makes.</summary>
    Normal,

    /// <summary>Text that is in no piece.</summary>
    Unknown,

    /// <summary>A control of the model, such as <c>&lt;bos&gt;</c>.</summary>
    Special,

    /// <summary>Text that is looked for before merging.</summary>
    Added,

    /// <summary>A byte of a character that is in no piece.</summary>
    Byte,
}
