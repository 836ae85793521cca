using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.OpenAI;

/// <summary>A vector in JSON.</summary>
/// <param name="Values">The vector.</param>
/// <param name="IsBase64">Whether it is written as the base64 of its little-endian floats, or else as an array of numbers.</param>
[JsonConverter(typeof(EncodedVectorConverter))]
internal readonly record struct EncodedVector(ReadOnlyMemory<float> Values, bool IsBase64);
