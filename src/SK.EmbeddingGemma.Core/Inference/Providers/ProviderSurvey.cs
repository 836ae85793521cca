using Microsoft.ML.OnnxRuntime;
using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Inference.Providers;

/// <summary>Tries every provider that the installed native library has with a model.</summary>
/// <param name="runtime">The native library.</param>
/// <param name="directory">The model.</param>
/// <param name="device">Which device of a provider, from 0.</param>
/// <param name="threads">The threads of operations on the processor.</param>
internal sealed class ProviderSurvey(ProviderRuntime runtime, ModelDirectory directory, int device, SessionThreads threads)
{
    private const string NativeCpu = "CPUExecutionProvider";
    private const string NativeXnnpack = "XnnpackExecutionProvider";

    // Not for users: it is on the processor too, where this library's own operators are faster. It is tried because it can be.
    private static readonly Dictionary<string, Action<SessionOptions, int>> Others = new(StringComparer.Ordinal)
    {
        [NativeCpu] = (_, _) => { },
        [NativeXnnpack] = (options, _) => options.AppendExecutionProvider("XNNPACK", []),
    };

    /// <summary>Describes the providers: the processor first, on which the plain graph is tried, then those with a name here, then others that are installed.</summary>
    /// <param name="reference">The model on the processor; stays the caller's.</param>
    /// <param name="texts">The token ids of <see cref="ParityGate.Texts"/>.</param>
    /// <param name="cancellationToken">Stops between providers.</param>
    public IEnumerable<ProviderState> Run(IEmbeddingEngine reference, IReadOnlyList<ReadOnlyMemory<int>> texts, CancellationToken cancellationToken)
    {
        var installed = ProviderRuntime.NativeNames;
        var best = ProviderCatalog.Best(ProviderRuntime.IsInstalled);
        var named = ProviderCatalog.All.Select(provider => (Name: provider.ToString(), Native: ProviderCatalog.NativeName(provider), Provider: (EmbeddingGemmaExecutionProvider?)provider))
            .Prepend((nameof(EmbeddingGemmaExecutionProvider.Cpu), NativeCpu, null))
            .ToList();
        foreach (var (name, native, provider) in named.Concat(installed.Where(native => named.All(known => known.Native != native)).Select(native => (native, native, (EmbeddingGemmaExecutionProvider?)null))))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var isInstalled = installed.Contains(native, StringComparer.Ordinal);
            yield return new(
                name, native, isInstalled, name == best.ToString(), isInstalled ? Try(provider, native, reference, texts, cancellationToken) : null,
                provider is { } known ? ProviderCatalog.Package(known) : null);
        }
    }

    private ParityResult? Try(
        EmbeddingGemmaExecutionProvider? provider, string native, IEmbeddingEngine reference, IReadOnlyList<ReadOnlyMemory<int>> texts, CancellationToken cancellationToken)
    {
        if (provider is null && !Others.ContainsKey(native))
            return null;
        try
        {
            using var options = ProviderCatalog.CreateOptions(provider ?? EmbeddingGemmaExecutionProvider.Cpu, device, threads, provider is null ? Others[native] : null);
            using var candidate = runtime.Open(options, directory, cancellationToken);
            return ParityGate.Compare(candidate, reference, texts, cancellationToken);
        }
        catch (Exception failure) when (DeviceFault.Is(failure))
        {
            return new(double.NaN, $"it does not open: {failure.Message}");
        }
    }
}
