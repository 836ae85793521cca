using Microsoft.ML.OnnxRuntime;

namespace SK.EmbeddingGemma.Inference;

/// <summary>A loaded model: token ids in, vectors out. Thread-safe; but it must not be disposed while a call is in flight, which the caller knows and counts.</summary>
internal interface IEmbeddingEngine : IDisposable
{
    /// <summary>Gets the runtime's session.</summary>
    InferenceSession Session { get; }

    /// <summary>Embeds texts, each a whole sequence of ids with both special tokens, together; the caller sees to it that they are not too many.</summary>
    /// <param name="pack">The texts' token ids, at least one and at most the model's number of positions each.</param>
    /// <param name="cancellationToken">Stops between texts or operations.</param>
    /// <returns>A vector for each text, in the order given, not normalised.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    /// <exception cref="IOException">A file of the model was changed while in use.</exception>
    float[][] Run(IReadOnlyList<ReadOnlyMemory<int>> pack, CancellationToken cancellationToken);
}
