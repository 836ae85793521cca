namespace SK.EmbeddingGemma.Server.Requests;

/// <summary>Why a request is not answered as asked. Each dialect has its own status and words for it.</summary>
internal enum FaultKind
{
    /// <summary>The body is no JSON.</summary>
    MalformedJson,

    /// <summary>The body is JSON of another shape.</summary>
    WrongShape,

    /// <summary>The body is said to be something else than JSON.</summary>
    NotJson,

    /// <summary>The body is larger than allowed.</summary>
    BodyTooLarge,

    /// <summary>The body came too slowly.</summary>
    BodyTooSlow,

    /// <summary>There is no valid API key.</summary>
    KeyMissing,

    /// <summary>The model is not served here.</summary>
    ModelUnknown,

    /// <summary>There is nothing to embed.</summary>
    InputEmpty,

    /// <summary>A value is not allowed.</summary>
    ValueInvalid,

    /// <summary>A text has too many tokens and is not to be cut.</summary>
    InputTooLong,

    /// <summary>There are too many texts.</summary>
    TooManyInputs,

    /// <summary>All texts together have too many tokens.</summary>
    TooManyTokens,

    /// <summary>An id is in no vocabulary.</summary>
    TokenUnknown,

    /// <summary>More is waiting than allowed.</summary>
    Overloaded,

    /// <summary>The model is not loaded yet, or the server is stopping.</summary>
    NotReady,

    /// <summary>The answer took too long.</summary>
    TimedOut,

    /// <summary>The client has gone.</summary>
    Cancelled,

    /// <summary>The model does not do that.</summary>
    NotSupported,

    /// <summary>What is named is not there.</summary>
    NotFound,

    /// <summary>What is named is there, but of another kind.</summary>
    Conflict,

    /// <summary>Something went wrong that is not the client's fault.</summary>
    Failed,
}
