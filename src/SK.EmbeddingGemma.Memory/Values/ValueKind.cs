namespace SK.EmbeddingGemma.Values;

/// <summary>How values are stored and compared. Values of one kind can be compared with one another.</summary>
internal enum ValueKind
{
    /// <summary>Whole numbers that fit into 64 bits with a sign.</summary>
    Integer,

    /// <summary>Whole numbers of 64 bits without a sign.</summary>
    UnsignedLong,

    /// <summary>Binary floating point numbers.</summary>
    Real,

    /// <summary>Decimal floating point numbers.</summary>
    Decimal,

    /// <summary>Truth values.</summary>
    Boolean,

    /// <summary>Texts, compared by code points.</summary>
    Text,

    /// <summary>Globally unique identifiers.</summary>
    Guid,

    /// <summary>Dates with times, compared without their kind.</summary>
    DateTime,

    /// <summary>Dates with times and offsets, compared by instant.</summary>
    DateTimeOffset,

    /// <summary>Dates.</summary>
    Date,

    /// <summary>Times of day.</summary>
    Time,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>Several values of one kind.</summary>
    List,
}
