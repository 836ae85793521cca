namespace SK.EmbeddingGemma.Tokenization;

/// <summary>What a piece of a SentencePiece vocabulary stands for; the value is the kind's number in files.</summary>
internal enum SentencePieceKind
{
    /// <summary>Text that merging makes.</summary>
    Normal = 1,

    /// <summary>Text that is in no piece.</summary>
    Unknown = 2,

    /// <summary>A control of the model, such as <c>&lt;bos&gt;</c>.</summary>
    Control = 3,

    /// <summary>Text that is looked for before merging.</summary>
    UserDefined = 4,

    /// <summary>A row without a text of its own.</summary>
    Unused = 5,

    /// <summary>A byte of a character that is in no piece.</summary>
    Byte = 6,
}
