namespace SK.EmbeddingGemma.InMemory;

/// <summary>The types of values in a file. The numbers are part of the format: never change one.</summary>
internal enum FileValueKind
{
    Null = 0,
    Boolean = 1,
    Byte = 2,
    SByte = 3,
    Int16 = 4,
    UInt16 = 5,
    Int32 = 6,
    UInt32 = 7,
    Int64 = 8,
    UInt64 = 9,
    Single = 10,
    Double = 11,
    Decimal = 12,
    String = 13,
    Guid = 14,
    DateTime = 15,
    DateTimeOffset = 16,
    DateOnly = 17,
    TimeOnly = 18,
    Bytes = 19,

    /// <summary>Added to the number of an array or a list: one whose elements may be absent, although their type has no <see langword="null"/>.</summary>
    OfNullable = 32,

    /// <summary>Added to an element's number: an array.</summary>
    Array = 64,

    /// <summary>Added to an element's number: a list.</summary>
    List = 128,
}
