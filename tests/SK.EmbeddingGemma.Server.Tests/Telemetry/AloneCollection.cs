namespace SK.EmbeddingGemma.Server.Telemetry;

/// <summary>Tests that count what the whole process does: meters are heard across servers.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;
