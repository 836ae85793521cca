using Microsoft.Extensions.Logging;
using SK.EmbeddingGemma.Graphs;
using SK.EmbeddingGemma.Inference;
using SK.EmbeddingGemma.Inference.Providers;
using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Generation;

/// <summary>Opens what computes the options' model. Thread-safe.</summary>
internal sealed class EngineOpener(EmbeddingGemmaOptions options, ILogger logger)
{
    private readonly SessionThreads _threads = new(options.Threads, options.AllowSpinning);

    private CacheLocation Location => CacheLocation.Locate(options.CacheDirectory);

    /// <summary>Opens the model on the processor, or on the provider that the options ask for if that can be trusted.</summary>
    /// <exception cref="NotSupportedException">The provider is not installed, or does not compute such models.</exception>
    /// <exception cref="InvalidOperationException">The provider is required, and cannot be trusted.</exception>
    public IEmbeddingEngine Open(ModelFiles files, CancellationToken cancellationToken)
    {
        var directory = files.Directory;
        var precision = options.PrecisionIn(directory);
        var provider = options.ProviderFor(directory);
        if (provider == EmbeddingGemmaExecutionProvider.Cpu)
            return OpenCpu(directory, precision, cancellationToken);

        var selection = new ProviderSelection(provider, options.ExecutionDevice, options.RequireExecutionProvider);
        return selection.Open(options.Providers ?? Installed(), directory, token => OpenCpu(directory, precision, token), ParityTexts(files), logger, cancellationToken);
    }

    /// <summary>Tries every provider of the installed native library.</summary>
    public IEnumerable<ProviderState> Survey(ModelFiles files, CancellationToken cancellationToken)
    {
        var directory = files.Directory;
        using var reference = OpenCpu(directory, directory.Onnx is null ? EmbeddingGemmaPrecision.Float32 : null, cancellationToken);
        foreach (var state in new ProviderSurvey(Installed(), directory, options.ExecutionDevice, _threads).Run(reference, ParityTexts(files), cancellationToken))
            yield return state;
    }

    private static ReadOnlyMemory<int>[] ParityTexts(ModelFiles files) =>
        [.. ParityGate.Texts.Select(text => (ReadOnlyMemory<int>)files.Tokenizer.EncodeForModel(text, files.MaxTokens).Ids.ToArray())];

    private ProviderRuntime Installed() => new(new PlainModelCache(Location), _threads);

    private IEmbeddingEngine OpenCpu(ModelDirectory directory, EmbeddingGemmaPrecision? precision, CancellationToken cancellationToken)
    {
        if (precision is not { } format)
            return OnnxEngine.Load(directory, _threads, cancellationToken);

        var engine = EmbeddingEngine.Load(new ModelCache(Location, logger), directory, format, _threads, options.ConversionProgress, cancellationToken);
        if (engine.ConvertedFrom is { } hash && options is { KeepDownload: false, ExecutionProvider: EmbeddingGemmaExecutionProvider.Cpu, Model.Manifest: { } manifest })
            new SourceRelease(new ReleasedSources(Location.Folder), logger).Release(manifest, directory, hash);
        return engine;
    }
}
