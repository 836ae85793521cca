using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace SK.EmbeddingGemma.Server.Memories;

/// <summary>The JSON of the endpoints, without reflection.</summary>
[JsonSerializable(typeof(CollectionList))]
[JsonSerializable(typeof(CollectionInfo))]
[JsonSerializable(typeof(RememberRequest))]
[JsonSerializable(typeof(RememberResponse))]
[JsonSerializable(typeof(RecallRequest))]
[JsonSerializable(typeof(RecallResponse))]
[JsonSerializable(typeof(ForgetResponse))]
[JsonSerializable(typeof(ProblemDetails))]
internal sealed partial class MemoryJson : JsonSerializerContext;
