namespace SK.EmbeddingGemma.Server.Requests;

/// <summary>What a client is told when its request is not answered as asked.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Message">The same in words, with nothing of the client's texts.</param>
/// <param name="Parameter">The member of the request that is at fault, or <see langword="null"/>.</param>
internal sealed record RequestFault(FaultKind Kind, string Message, string? Parameter = null);
