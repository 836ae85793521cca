using Microsoft.ML.OnnxRuntime;
using SK.EmbeddingGemma.Operators;

namespace SK.EmbeddingGemma.Inference;

/// <summary>Opens ONNX Runtime sessions.</summary>
internal static class SessionFactory
{
    // The runtime registers the domain of our operators for the process with the first session that has it, and looks without a lock whether it is there: two first sessions at once fail (1.31).
    private static readonly Lock FirstOpening = new();
    private static volatile bool _isDomainKnown;

    /// <summary>Opens a session on the CPU for a graph of our own.</summary>
    /// <param name="path">The graph's file, its weights beside it.</param>
    /// <param name="threads">The threads of a run.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    public static InferenceSession Open(string path, SessionThreads threads, CancellationToken cancellationToken)
    {
        using var options = Options(threads, GraphOptimizationLevel.ORT_DISABLE_ALL); // the graph is written fused
        OwnOperators.AddTo(options);
        if (_isDomainKnown)
            return Open(path, options, cancellationToken);
        lock (FirstOpening)
        {
            var session = Open(path, options, cancellationToken);
            _isDomainKnown = true;
            return session;
        }
    }

    /// <summary>Returns the settings that all sessions share, to be disposed.</summary>
    /// <param name="threads">The threads of a run.</param>
    /// <param name="optimization">How much the runtime may change the graph.</param>
    public static SessionOptions Options(SessionThreads threads, GraphOptimizationLevel optimization)
    {
        NativeRuntime.Load();
        var options = new SessionOptions
        {
            GraphOptimizationLevel = optimization,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, // errors arrive as exceptions; printed too, they would soil the standard error of the application
            IntraOpNumThreads = threads.Count,
            EnableMemoryPattern = false, // a plan for each shape that ever came, kept for ever: texts come in thousands of shapes
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", threads.AllowSpinning ? "1" : "0");
        return options;
    }

    /// <summary>Opens a session with settings of the caller's, who disposes them.</summary>
    /// <param name="path">The graph's file, its weights beside it.</param>
    /// <param name="options">The settings.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    public static InferenceSession Open(string path, SessionOptions options, CancellationToken cancellationToken)
    {
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
