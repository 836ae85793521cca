using Microsoft.Net.Http.Headers;

namespace SK.EmbeddingGemma.Server.Page;

/// <summary>A file of the page. Immutable.</summary>
/// <param name="Bytes">What is in it.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Tag">What changes with its content.</param>
internal sealed record PageFile(ReadOnlyMemory<byte> Bytes, string ContentType, EntityTagHeaderValue Tag);
