namespace SK.EmbeddingGemma.Benchmarks.Peers;

/// <summary>What a runner answers, a line of JSON.</summary>
/// <param name="Milliseconds">The time of each repetition, from texts to vectors.</param>
/// <param name="Tokens">The tokens of each text, specials included, where they were asked for.</param>
/// <param name="Vectors">The vectors of the texts, of any length but 0, where they were asked for.</param>
/// <param name="Note">How it was done, where a runner has several ways.</param>
internal sealed record PeerAnswer(double[] Milliseconds, int[]? Tokens, float[][]? Vectors, string? Note);
