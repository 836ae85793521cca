namespace SK.EmbeddingGemma.Benchmarks.Peers;

/// <summary>All that a run of the peers found out.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="Model">The model.</param>
/// <param name="Versions">The peers' versions.</param>
/// <param name="Peaks">The hardware's limits.</param>
/// <param name="Workloads">The workloads, and of those of one text the operations that they need.</param>
/// <param name="Measurements">The results.</param>
internal sealed record PeerComparison(
    Hardware.Machine Machine, string Model, string Versions, Hardware.HardwarePeaks Peaks, IReadOnlyDictionary<string, double> Workloads, IReadOnlyList<PeerMeasurement> Measurements);
