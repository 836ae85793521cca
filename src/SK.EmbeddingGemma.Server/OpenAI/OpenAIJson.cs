using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.OpenAI;

/// <summary>The JSON of the dialect, without reflection.</summary>
[JsonSerializable(typeof(OpenAIEmbeddingRequest))]
[JsonSerializable(typeof(OpenAIEmbeddingResponse))]
[JsonSerializable(typeof(OpenAIModel))]
[JsonSerializable(typeof(OpenAIModelList))]
[JsonSerializable(typeof(OpenAIError))]
internal sealed partial class OpenAIJson : JsonSerializerContext;
