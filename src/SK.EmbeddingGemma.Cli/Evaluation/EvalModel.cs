using SK.EmbeddingGemma.Generation;

namespace SK.EmbeddingGemma.Cli;

/// <summary>A model in a number format with its evaluator.</summary>
internal sealed class EvalModel : IDisposable
{
    private readonly OpenedModel _model;
    private readonly EvalProgress? _progress;

    private EvalModel(OpenedModel model, EvalProgress? progress, EmbeddingGemmaEvaluator evaluator) => (_model, _progress, Evaluator) = (model, progress, evaluator);

    /// <summary>Gets the evaluator.</summary>
    public EmbeddingGemmaEvaluator Evaluator { get; }

    /// <summary>Gets the space of its vectors.</summary>
    public EmbeddingGemmaSpace Space => _model.Space;

    /// <summary>Opens a model.</summary>
    public static EvalModel Open(EvalRequest request, CommonSettings settings, StandardStreams streams)
    {
        var model = OpenedModel.Open(settings with { MaxTokens = request.MaxTokens, Dimensions = null }, streams);
        try
        {
            var progress = settings.IsQuiet ? null : new EvalProgress(streams);
            var evaluator = new EmbeddingGemmaEvaluator(model.Generator, new()
            {
                Dimensions = DimensionsOf(request, model),
                VectorFolder = request.Vectors ?? (model.Cache.Folder is { } cache ? Path.Combine(cache, "evaluation") : null),
                Variant = $"{(model.Precision is { } precision ? ModelIdentity.NameOf(precision) : "as exported")}/{request.MaxTokens}/{settings.Provider}",
                Search = request.Search,
                SamplesPerLabel = request.SamplesPerLabel,
                Progress = progress,
            });
            if (evaluator.DamagedVectorFiles > 0 && !settings.IsQuiet)
                streams.Error.WriteLine($"warning: {evaluator.DamagedVectorFiles} files of vectors were damaged and are deleted; their texts are embedded again");
            return new(model, progress, evaluator);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _progress?.Dispose();
        _model.Dispose();
    }

    private static IReadOnlyList<int> DimensionsOf(EvalRequest request, OpenedModel model)
    {
        var width = model.Directory.Dimensions;
        if (request.Dimensions.Count > 0)
        {
            return request.Dimensions.Max() <= width
                ? request.Dimensions
                : throw new UsageException($"--dimensions has {request.Dimensions.Max()}, but vectors of {model.Model} have {width}: give 1 to {width}.");
        }

        return TrainedSizes.Of(model.Model, width);
    }
}
