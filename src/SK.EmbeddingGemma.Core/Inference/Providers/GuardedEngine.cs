using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;

namespace SK.EmbeddingGemma.Inference.Providers;

/// <summary>
/// Runs a model on a device that can be lost: one run at a time, as providers demand; what fails is tried once more on a fresh session,
/// and then on the processor, which is stayed with. No text is lost. Thread-safe.
/// </summary>
internal sealed class GuardedEngine : IEmbeddingEngine
{
    private readonly Lock _gate = new();
    private readonly Func<CancellationToken, IEmbeddingEngine> _reopen;
    private readonly Func<CancellationToken, IEmbeddingEngine>? _openCpu;
    private readonly string _provider;
    private readonly ILogger _logger;
    private IEmbeddingEngine? _engine; // null after a failure, until it is opened again
    private volatile IEmbeddingEngine? _cpu;

    /// <summary>Creates the engine.</summary>
    /// <param name="engine">The model on the device; owned.</param>
    /// <param name="provider">The provider's name.</param>
    /// <param name="reopen">Opens it anew.</param>
    /// <param name="openCpu">Opens it on the processor; <see langword="null"/> where that must not stand in.</param>
    /// <param name="logger">Where to log.</param>
    public GuardedEngine(IEmbeddingEngine engine, string provider, Func<CancellationToken, IEmbeddingEngine> reopen, Func<CancellationToken, IEmbeddingEngine>? openCpu, ILogger logger) =>
        (_engine, _provider, _reopen, _openCpu, _logger) = (engine, provider, reopen, openCpu, logger);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The device was lost just now.</exception>
    public InferenceSession Session => (_cpu ?? _engine ?? throw new InvalidOperationException($"The device of {_provider} was lost; the next call opens it again.")).Session;

    /// <inheritdoc/>
    public float[][] Run(IReadOnlyList<ReadOnlyMemory<int>> pack, CancellationToken cancellationToken)
    {
        if (_cpu is { } cpu)
            return cpu.Run(pack, cancellationToken);

        lock (_gate)
        {
            if (_cpu is null)
                return RunGuarded(pack, cancellationToken);
        }

        return _cpu.Run(pack, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _engine?.Dispose();
        _cpu?.Dispose();
    }

    private float[][] RunGuarded(IReadOnlyList<ReadOnlyMemory<int>> pack, CancellationToken cancellationToken)
    {
        try
        {
            return RunOnDevice(pack, cancellationToken);
        }
        catch (Exception failure) when (DeviceFault.Is(failure))
        {
            _logger.DeviceFailed(_provider, failure.Message);
            GiveUp();
        }

        try
        {
            return RunOnDevice(pack, cancellationToken);
        }
        catch (Exception failure) when (DeviceFault.Is(failure))
        {
            GiveUp();
            if (_openCpu is null)
                throw new InvalidOperationException($"{_provider} failed twice, on a fresh session too: {failure.Message} Nothing else may stand in, because RequireExecutionProvider is set.", failure);

            _logger.DeviceGivenUp(_provider, failure.Message);
            _cpu = _openCpu(cancellationToken);
        }

        return _cpu.Run(pack, cancellationToken);
    }

    private float[][] RunOnDevice(IReadOnlyList<ReadOnlyMemory<int>> pack, CancellationToken cancellationToken)
    {
        _engine ??= _reopen(cancellationToken);
        var vectors = _engine.Run(pack, cancellationToken);
        return vectors.All(vector => DeviceFault.AreFinite(vector)) ? vectors : throw new DeviceResultException("it gave numbers that are not finite.");
    }

    private void GiveUp()
    {
        var engine = _engine;
        _engine = null;
        engine?.Dispose();
    }
}
