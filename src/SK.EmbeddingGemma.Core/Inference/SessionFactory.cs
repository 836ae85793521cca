using Microsoft.ML.OnnxRuntime;
using SK.EmbeddingGemma.Operators;

namespace SK.EmbeddingGemma.Inference;

/// <summary>Opens ONNX Runtime sessions.</summary>
internal static class SessionFactory
{
    /// <summary>Opens a session on the CPU for a graph of our own.</summary>
    /// <param name="path">The graph's file, its weights beside it.</param>
    /// <param name="threads">The threads of a run.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    public static InferenceSession Open(string path, SessionThreads threads, CancellationToken cancellationToken) =>
        Open(path, threads, GraphOptimizationLevel.ORT_DISABLE_ALL, cancellationToken); // the graph is written fused

    /// <summary>Opens a session on the CPU for a graph that others exported.</summary>
    /// <inheritdoc cref="Open(string, SessionThreads, CancellationToken)"/>
    public static InferenceSession OpenExport(string path, SessionThreads threads, CancellationToken cancellationToken) =>
        Open(path, threads, GraphOptimizationLevel.ORT_ENABLE_ALL, cancellationToken);

    private static InferenceSession Open(string path, SessionThreads threads, GraphOptimizationLevel optimization, CancellationToken cancellationToken)
    {
        NativeRuntime.Load();
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = optimization,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, // errors arrive as exceptions; printed too, they would soil the standard error of the application
            IntraOpNumThreads = threads.Count,
            EnableMemoryPattern = false, // a plan for each shape that ever came, kept for ever: texts come in thousands of shapes
        };
        OwnOperators.AddTo(options);
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", threads.AllowSpinning ? "1" : "0");
        using var registration = cancellationToken.Register(() => options.SetLoadCancellationFlag(true));
        try
        {
            var session = new InferenceSession(path, options);
            NativeRuntime.ReturnFreeMemory(); // the graph was held several times while it was read
            return session;
        }
        catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }
}
