using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Turns Ctrl-C, SIGTERM and SIGHUP into a cancellation, and then into an end. Thread-safe.</summary>
internal sealed class TerminationSignals : IDisposable
{
    /// <summary>What a run may take to clean up, where it does not ask for more: deleting a file is quick, and Ctrl-C is to feel so.</summary>
    private static readonly TimeSpan UsualGrace = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _cancellation = new();
    private readonly TaskCompletionSource _graceEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _registrations;
    private TimeSpan _grace = UsualGrace; // set by the run before it does what takes longer
    private int _exitCode;

    public TerminationSignals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Handle(context, 130)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Handle(context, 143)),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Handle(context, 129)),
    ];

    /// <summary>Gets what the first signal cancels.</summary>
    public CancellationToken Token => _cancellation.Token;

    /// <summary>Gets a task that ends when a run has had its time after the first signal, or at the second.</summary>
    public Task GraceEnded => _graceEnded.Task;

    /// <summary>Gets 128 and the number of the first signal; that of SIGINT where there was none.</summary>
    public int ExitCode => _exitCode is 0 ? ExitCodes.Interrupted : _exitCode;

    /// <summary>Gives a run more time to end in, after the first signal.</summary>
    public void AllowGrace(TimeSpan grace) => _grace = grace;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _cancellation.Dispose();
    }

    private void Handle(PosixSignalContext context, int exitCode)
    {
        context.Cancel = true;
        if (Interlocked.CompareExchange(ref _exitCode, exitCode, 0) != 0)
        {
            _graceEnded.TrySetResult();
            return;
        }

        _ = Task.Delay(_grace).ContinueWith(_ => _graceEnded.TrySetResult(), TaskScheduler.Default);
        _cancellation.Cancel();
    }
}
