namespace SK.EmbeddingGemma.Inference.Providers;

/// <summary>A device gave what cannot be a vector.</summary>
internal sealed class DeviceResultException(string message) : Exception(message);
