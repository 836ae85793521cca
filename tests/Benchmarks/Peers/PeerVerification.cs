using System.Numerics.Tensors;

namespace SK.EmbeddingGemma.Benchmarks.Peers;

/// <summary>Checks that runners computed the same before their times are compared.</summary>
internal static class PeerVerification
{
    /// <summary>What no quantisation explains: another model, or a broken one.</summary>
    private const float LeastCosine = 0.9f;

    /// <summary>Compares an answer with this library's own in single precision.</summary>
    /// <exception cref="InvalidOperationException">The runner saw other tokens, or its vectors are others.</exception>
    public static PeerMeasurement Compare(string runner, PeerWorkload workload, PeerAnswer answer, PeerAnswer own)
    {
        if (answer.Vectors?.Length != workload.Texts.Count)
            throw new InvalidOperationException($"{runner} gave {answer.Vectors?.Length ?? 0} vectors for the {workload.Texts.Count} texts of '{workload.Name}'.");

        if (answer.Tokens is { } tokens && !tokens.SequenceEqual(own.Tokens!))
            throw new InvalidOperationException($"{runner} took '{workload.Name}' for {tokens.Sum()} tokens, but it has {own.Tokens!.Sum()}: times would not compare.");

        var cosine = answer.Vectors.Zip(own.Vectors!, (theirs, ours) => TensorPrimitives.CosineSimilarity(theirs, ours)).Min();
        return cosine >= LeastCosine
            ? new(runner, workload.Name, own.Tokens!.Sum(), cosine, answer.Note)
            : throw new InvalidOperationException($"A vector of {runner} for '{workload.Name}' has a cosine of only {cosine:F4} to this library's: it does not compute the same model.");
    }
}
