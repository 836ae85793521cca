using System.Text.Json;

namespace SK.EmbeddingGemma.Server.Requests;

/// <summary>A value is of another shape than expected; the message is for the client.</summary>
internal sealed class ShapeException(string message) : JsonException(message);
