namespace SK.EmbeddingGemma.Server.Endpoints;

/// <summary>The type of an endpoint's JSON body, for the OpenAPI document alone: the framework's own metadata would have routing refuse other content types, without a dialect's answer.</summary>
internal sealed record RequestBody(Type Type);
