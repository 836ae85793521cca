using SK.EmbeddingGemma.Export;
using SK.EmbeddingGemma.Initialization;
using SK.EmbeddingGemma.Modules;
using SK.EmbeddingGemma.Native;
using SK.EmbeddingGemma.Optimization;
using TorchSharp;

namespace SK.EmbeddingGemma.Pretraining;

/// <summary>Makes a model from the beginning. Not thread-safe.</summary>
internal sealed class PretrainingRun : IDisposable
{
    private const double WarmupShare = 0.1, WeightDecay = 0.01, GradientLimit = 1;

    private readonly PretrainingOptions _options;
    private readonly ModelBlueprint _blueprint;
    private readonly PretrainingTexts? _texts;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly torch.Device _device;
    private readonly WeightSet _weights;
    private readonly RotaryCache _rotary;
    private int _step;

    private PretrainingRun(PretrainingOptions options, ModelBlueprint blueprint, PretrainingTexts? texts, IProgress<TrainingProgress>? progress, torch.Device device)
    {
        (_options, _blueprint, _texts, _progress, _device) = (options, blueprint, texts, progress, device);
        _weights = WeightSet.Random(blueprint.Shapes(), options.Seed, device);
        _rotary = new(blueprint.Config, blueprint.MaxTokens, torch.float32, device);
    }

    /// <summary>Runs.</summary>
    public static async Task<EmbeddingGemmaModel> RunAsync(PretrainingOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(options.Output))
            throw new ArgumentException("There is no folder to write the model to: name one.", nameof(options));
        if (options.Start != TrainingStart.Random && options.TextFiles.Count == 0)
            throw new ArgumentException("There are no files of texts, which a start other than random learns from: name one at least.", nameof(options));
        var device = TorchDevice.Choose(options.Device);
        var blueprint = StudentBlueprint.Of(options.Architecture, options.Tokenizer.Open());
        var texts = options.Start == TrainingStart.Random ? null : await PretrainingTexts.ReadAsync(options.TextFiles, blueprint, Math.Min(options.MaxTokens, blueprint.MaxTokens - 2), cancellationToken).ConfigureAwait(false);
        using var run = new PretrainingRun(options, blueprint, texts, progress, device);
        run.Learn(cancellationToken);
        ModelFolder.Write(blueprint, run._weights, options.Output, overwrites: false);
        return EmbeddingGemmaModel.FromDirectory(options.Output);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _rotary.Dispose();
        _weights.Dispose();
    }

    private void Learn(CancellationToken cancellationToken)
    {
        if (_options.Start == TrainingStart.Random)
            return;
        var half = _options.Start == TrainingStart.DecoderOnly ? _options.Steps : _options.Steps / 2;
        var language = new LanguageModel(_blueprint, _weights, _rotary, _device);
        Learn(half, language.Names, decoder: null, _ => language.Loss(Batch()), cancellationToken);
        if (_options.Start != TrainingStart.EncoderDecoder)
            return;
        var denoising = new Denoising(_blueprint.Config);
        using var model = new EncoderDecoder(_blueprint, _weights, _rotary, _device);
        Learn(_options.Steps - half, model.EncoderNames, model.DecoderWeights, numbers => model.Loss([.. Batch().Select(text => denoising.Of(text, numbers))]), cancellationToken);
    }

    private IReadOnlyList<int[]> Batch() => _texts!.Batch(_step, _options.BatchSize, _options.Seed);

    /// <summary>Takes steps of one kind, with an optimiser of their own.</summary>
    private void Learn(int steps, IReadOnlyList<string> names, WeightSet? decoder, Func<SeededNumbers, torch.Tensor> lossOf, CancellationToken cancellationToken)
    {
        var learning = new List<torch.Tensor>([.. names.Select(name => _weights[name]), .. decoder?.Tensors ?? []]);
        using var optimizer = new AdamW(learning, WeightDecay);
        var schedule = new LearningRateSchedule(_options.LearningRate, (int)(WarmupShare * steps), steps);
        for (var step = 1; step <= steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _step++;
            using var scope = torch.NewDisposeScope();
            using var sum = new GradientSum();
            var loss = lossOf(SeededNumbers.At(_options.Seed, _step, 1));
            sum.Add([.. torch.autograd.grad([loss], learning)]);
            sum.Finish(1, GradientLimit);
            optimizer.Step(sum.Gradients, step, schedule.At(step));
            _progress?.Report(new(_step, _options.Steps, loss.item<float>(), schedule.At(step), double.NaN));
        }
    }
}
