using System.Runtime.ExceptionServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using SK.EmbeddingGemma.Graphs;
using SK.EmbeddingGemma.Inference;
using SK.EmbeddingGemma.Inference.Providers;
using SK.EmbeddingGemma.Inference.Scheduling;
using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Generation;

/// <summary>Reads the options' model: what it is, its tokenizer, and all of it. Thread-safe; what was read is kept until a load fails.</summary>
internal sealed class ModelLoader(EmbeddingGemmaOptions options, ILogger logger, TimeProvider time)
{
    private readonly Lock _gate = new();
    private ModelFiles? _files;
    private EmbeddingGeneratorMetadata? _metadata;
    private EmbeddingGemmaSpace? _space;

    /// <summary>Gets the files that were opened, or <see langword="null"/> before that.</summary>
    public ModelFiles? OpenedFiles
    {
        get
        {
            lock (_gate)
                return _files;
        }
    }

    /// <summary>Describes the model without loading it, and without revision and perhaps precision where its files cannot be read: a call will say why.</summary>
    public EmbeddingGeneratorMetadata Describe()
    {
        lock (_gate)
        {
            if (_metadata is not null)
                return _metadata;

            var model = options.Model;
            if (model is { Revision: not null, Dimensions: not null } && options.KnownPrecision is { } precision)
                return _metadata = Metadata(new(model.Name, model.Revision, precision), model.Dimensions);

            try
            {
                var directory = options.OpenModel();
                return _metadata = Metadata(ModelIdentity.Of(options, directory), directory.Dimensions);
            }
            catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
            {
                return Metadata(new(model.Name, Revision: null, options.KnownPrecision), model.Dimensions);
            }
        }
    }

    /// <summary>Gets whether the model's files are on this machine, without reading them.</summary>
    public bool IsPresent => options.Model.IsPresent(options.Hub?.Cache) || IsConverted;

    /// <summary>Gets whether the model was converted and its weights were removed.</summary>
    private bool IsConverted
    {
        get
        {
            var location = CacheLocation.Locate(options.CacheDirectory);
            if (options.ExecutionProvider != EmbeddingGemmaExecutionProvider.Cpu || options.Model.FindReleased(options.Hub?.Cache, new ReleasedSources(location.Folder)) is not { } found)
                return false;

            var directory = ModelDirectory.OpenReleased(found.Folder, found.Source);
            return options.PrecisionIn(directory) is { } precision && new ModelCache(location, logger).Find(directory, precision) is not null;
        }
    }

    /// <summary>Opens what lies beside the weights. Nothing is downloaded for it.</summary>
    public ModelFiles OpenFiles()
    {
        lock (_gate)
            return _files ??= ModelFiles.Open(options, new TokenizerCache(CacheLocation.Locate(options.CacheDirectory), logger));
    }

    /// <summary>Says which vector space the model's files are.</summary>
    public EmbeddingGemmaSpace OpenSpace()
    {
        try
        {
            return ReadSpace();
        }
        catch (FileNotFoundException) when (options.Model.Manifest is not null)
        {
            lock (_gate)
                _files = null; // the weights were removed since, once they were converted

            return ReadSpace();
        }
    }

    private EmbeddingGemmaSpace ReadSpace()
    {
        var files = OpenFiles();
        lock (_gate)
            return _space ??= ModelSpace.Of(options, files);
    }

    /// <summary>Loads the model, which is downloaded where it is not on this machine.</summary>
    public async Task<LoadedModel> LoadAsync(CancellationToken cancellationToken)
    {
        await DownloadAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return Load(cancellationToken);
        }
        catch (FileNotFoundException) when (options.Model.Manifest is not null)
        {
            // Another process has converted the model meanwhile, and removed its weights: what was found before is looked for anew.
            await DownloadAsync(cancellationToken).ConfigureAwait(false);
            return Load(cancellationToken);
        }
    }

    private async Task DownloadAsync(CancellationToken cancellationToken)
    {
        if (options is { AllowDownload: true, Model.Manifest: { } manifest } && !IsPresent)
        {
            var hub = options.Hub ?? HubSettings.Read(HuggingFaceVariables.OfProcess, options.HuggingFaceToken);
            await ModelDownload.EnsureAsync(manifest, hub, logger, time, options.DownloadProgress, cancellationToken).ConfigureAwait(false);
        }
    }

    private LoadedModel Load(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        try
        {
            PrepareRuntime();
            var files = OpenFiles();
            var identity = ModelIdentity.Of(options, files.Directory);
            var engine = LoadEngine(files, cancellationToken);
            var model = new LoadedModel(files, engine, new PackScheduler(engine.Run, engine, engine is GuardedEngine ? PlainEngine.TokenBudget : PackedGraph.TokenBudget), identity);
            lock (_gate)
                _metadata = Metadata(identity, files.Directory.Dimensions);

            logger.ModelLoaded(identity.ToString(), (long)time.GetElapsedTime(started).TotalMilliseconds, files.Directory.Dimensions, files.MaxTokens);
            return model;
        }
        catch
        {
            lock (_gate)
                (_files, _metadata, _space) = (null, null, null); // whoever repairs the model may change any of its files

            throw;
        }
    }

    /// <summary>Tries every provider of the installed native library with the model, which must be on this machine.</summary>
    public IEnumerable<ProviderState> SurveyProviders(CancellationToken cancellationToken) => new EngineOpener(options, logger).Survey(OpenFiles(), cancellationToken);

    /// <summary>Takes note that the model was unloaded for want of calls: what was read of it is not held either.</summary>
    public void Unloaded()
    {
        lock (_gate)
            _files = null;

        logger.ModelUnloaded(options.Model.Name);
    }

    /// <summary>Loads the runtime, which takes as long as the model's files. A failure is not for here: the engine will meet it again.</summary>
    private static void PrepareRuntime() =>
        _ = Task.Run(NativeRuntime.Load, CancellationToken.None).ContinueWith(task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    /// <summary>Loads the engine, and beside it what takes as long: the tokenizer, and the compilation of the kernels.</summary>
    private IEmbeddingEngine LoadEngine(ModelFiles files, CancellationToken cancellationToken)
    {
        IEmbeddingEngine? engine = null;
        try
        {
            Parallel.Invoke(
                () => _ = files.Tokenizer,
                () => engine = new EngineOpener(options, logger).Open(files, cancellationToken),
                () => PrepareKernels(files.Directory));
        }
        catch (AggregateException failures)
        {
            engine?.Dispose();
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]); // in the order above
        }

        return engine!;
    }

    private void PrepareKernels(ModelDirectory directory)
    {
        if (options.PrecisionIn(directory) is { } precision)
            KernelPreparation.Run(precision);
    }

    private EmbeddingGeneratorMetadata Metadata(ModelIdentity identity, int? width) =>
        new("embeddinggemma", providerUri: null, identity.ToString(), options.Dimensions ?? width);
}
