namespace SK.EmbeddingGemma.Benchmarks.Peers;

/// <summary>What a runner is asked for, a line of JSON.</summary>
/// <param name="Texts">The texts.</param>
/// <param name="Batch">The most texts of a padded batch, for runners that pad.</param>
/// <param name="Repeat">How often to embed all of them, each time measured, after once that is not.</param>
/// <param name="Vectors">Whether to return the vectors and the numbers of tokens too.</param>
internal sealed record PeerRequest(IReadOnlyList<string> Texts, int Batch, int Repeat, bool Vectors);
