using Microsoft.Extensions.Logging;
using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Inference.Providers;

/// <summary>Opens a model on a provider, if that can be trusted with it.</summary>
/// <param name="Provider">The provider: not the processor, and not to be chosen any more.</param>
/// <param name="Device">Which of its devices, from 0.</param>
/// <param name="IsRequired">Whether nothing else will do.</param>
internal sealed record ProviderSelection(EmbeddingGemmaExecutionProvider Provider, int Device, bool IsRequired)
{
    /// <summary>Opens the model, on the processor where the provider fails or gives other vectors.</summary>
    /// <param name="runtime">What is installed.</param>
    /// <param name="directory">The model.</param>
    /// <param name="openCpu">Opens it on the processor, in the same number format.</param>
    /// <param name="texts">The token ids of <see cref="ParityGate.Texts"/>.</param>
    /// <param name="logger">Where to log.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="NotSupportedException">The provider is not installed.</exception>
    /// <exception cref="InvalidOperationException">The provider is required and cannot be trusted.</exception>
    public IEmbeddingEngine Open(
        IProviderRuntime runtime, ModelDirectory directory, Func<CancellationToken, IEmbeddingEngine> openCpu, IReadOnlyList<ReadOnlyMemory<int>> texts, ILogger logger, CancellationToken cancellationToken)
    {
        if (!runtime.Offers(Provider))
            throw new NotSupportedException($"The installed ONNX Runtime has no {Provider}: reference the package {ProviderCatalog.Package(Provider)} in its stead, or let ExecutionProvider be Cpu or Auto.");

        var cpu = openCpu(cancellationToken);
        IEmbeddingEngine? candidate = null;
        try
        {
            candidate = TryOpen(runtime, directory, out var fault, cancellationToken);
            var result = candidate is null ? new ParityResult(double.NaN, fault) : ParityGate.Compare(candidate, cpu, texts, cancellationToken);
            if (result.IsGood)
            {
                logger.ProviderTrusted(Provider.ToString(), result.LeastCosine);
                cpu.Dispose();
                return new GuardedEngine(candidate!, Provider.ToString(), token => runtime.Open(Provider, Device, directory, token), IsRequired ? null : openCpu, logger);
            }

            candidate?.Dispose();
            candidate = null;
            if (IsRequired)
                throw new InvalidOperationException($"{Provider} cannot be trusted with this model, because {result.Fault}. Update its driver, choose another device with ExecutionDevice, or let the processor stand in by leaving RequireExecutionProvider unset.");
            logger.ProviderRefused(Provider.ToString(), result.Fault!);
            return cpu;
        }
        catch
        {
            candidate?.Dispose();
            cpu.Dispose();
            throw;
        }
    }

    private IEmbeddingEngine? TryOpen(IProviderRuntime runtime, ModelDirectory directory, out string? fault, CancellationToken cancellationToken)
    {
        fault = null;
        try
        {
            return runtime.Open(Provider, Device, directory, cancellationToken);
        }
        catch (Exception failure) when (DeviceFault.Is(failure))
        {
            fault = $"it does not open: {failure.Message}";
            return null;
        }
    }
}
