using System.Numerics.Tensors;

namespace SK.EmbeddingGemma.Benchmarks.Peers;

/// <summary>Checks that runners computed the same before their times are compared.</summary>
internal static class PeerVerification
{
    /// <summary>What rounding of single precision cannot explain.</summary>
    private const float LeastInFull = 0.9999f;

    /// <summary>What 8 bits cannot explain: another model, or a broken one. One range for a whole batch of activations costs as much as 0.05.</summary>
    private const float LeastInBytes = 0.9f;

    /// <summary>Compares an answer with this library's own in single precision.</summary>
    /// <exception cref="InvalidOperationException">The runner saw other tokens, or its vectors are others.</exception>
    public static PeerMeasurement Compare(string runner, PeerWorkload workload, PeerAnswer answer, PeerAnswer own)
    {
        if (answer.Vectors?.Length != workload.Texts.Count)
            throw new InvalidOperationException($"{runner} gave {answer.Vectors?.Length ?? 0} vectors for the {workload.Texts.Count} texts of '{workload.Name}'.");

        if (answer.Tokens is { } tokens && !tokens.SequenceEqual(own.Tokens!))
            throw new InvalidOperationException($"{runner} took '{workload.Name}' for {tokens.Sum()} tokens, but it has {own.Tokens!.Sum()}: times would not compare.");

        var cosine = answer.Vectors.Zip(own.Vectors!, (theirs, ours) => TensorPrimitives.CosineSimilarity(theirs, ours)).Min();
        var least = PeerNames.IsFull(runner) ? LeastInFull : LeastInBytes;
        return cosine >= least
            ? new(runner, workload.Name, own.Tokens!.Sum(), cosine, answer.Note)
            : throw new InvalidOperationException($"A vector of {runner} for '{workload.Name}' has a cosine of only {cosine:F5} to this library's in single precision, and {least} is the least that counts: it does not compute the same model.");
    }
}
