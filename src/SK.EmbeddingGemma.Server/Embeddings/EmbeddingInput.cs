using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.Embeddings;

/// <summary>What a request wants embedded: a text, an array of ids, or an array of either. Immutable.</summary>
/// <param name="Items">The texts.</param>
/// <param name="IsSingle">Whether it was one and no array of them.</param>
[JsonConverter(typeof(EmbeddingInputConverter))]
internal sealed record EmbeddingInput(IReadOnlyList<InputItem> Items, bool IsSingle);
