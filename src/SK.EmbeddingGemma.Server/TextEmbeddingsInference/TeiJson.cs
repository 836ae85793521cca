using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.TextEmbeddingsInference;

/// <summary>The JSON of the dialect, without reflection.</summary>
[JsonSerializable(typeof(TeiEmbedRequest))]
[JsonSerializable(typeof(TeiSimilarityRequest))]
[JsonSerializable(typeof(TeiTokenizeRequest))]
[JsonSerializable(typeof(TeiDecodeRequest))]
[JsonSerializable(typeof(TeiInfo))]
[JsonSerializable(typeof(TeiError))]
[JsonSerializable(typeof(IReadOnlyList<ReadOnlyMemory<float>>))]
[JsonSerializable(typeof(IReadOnlyList<IReadOnlyList<TeiToken>>))]
[JsonSerializable(typeof(IReadOnlyList<float>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class TeiJson : JsonSerializerContext;
