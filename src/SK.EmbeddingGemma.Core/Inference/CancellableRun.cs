using Microsoft.ML.OnnxRuntime;

namespace SK.EmbeddingGemma.Inference;

/// <summary>Runs of a session that end when a token is cancelled.</summary>
internal static class CancellableRun
{
    /// <summary>Runs the session; cancelled, it stops before its next operation.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static IDisposableReadOnlyCollection<OrtValue> Run(
        this InferenceSession session, RunOptions options, string[] inputNames, OrtValue[] inputs, string[] outputNames, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.Register(() => options.Terminate = true);
        try
        {
            return session.Run(options, inputNames, inputs, outputNames);
        }
        catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }
}
