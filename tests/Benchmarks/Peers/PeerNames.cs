namespace SK.EmbeddingGemma.Benchmarks.Peers;

/// <summary>What runners are called.</summary>
internal static class PeerNames
{
    public const string Float32 = "float32";
    public const string Int8 = "int8";
    public const string LlamaF32 = "llama.cpp F32";
    public const string LlamaQ8 = "llama.cpp Q8_0";
    public const string TransformersFloat32 = "transformers.js fp32";
    public const string TransformersQ8 = "transformers.js q8";

    /// <summary>Returns whether a runner computes in single precision.</summary>
    public static bool IsFull(string runner) => runner is Float32 or LlamaF32 or TransformersFloat32;

    /// <summary>Gets the pairs that are compared: ours, and a peer's of the same kind.</summary>
    public static IReadOnlyList<(string Ours, string Theirs)> Pairs { get; } =
        [(Int8, LlamaQ8), (Int8, TransformersQ8), (Float32, LlamaF32), (Float32, TransformersFloat32)];
}
