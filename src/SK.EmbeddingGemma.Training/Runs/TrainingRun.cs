using SK.EmbeddingGemma.Checkpoints;
using SK.EmbeddingGemma.Data;
using SK.EmbeddingGemma.Export;
using SK.EmbeddingGemma.Losses;
using SK.EmbeddingGemma.Modules;
using SK.EmbeddingGemma.Native;
using SK.EmbeddingGemma.Optimization;
using SK.EmbeddingGemma.Quantization;
using TorchSharp;

namespace SK.EmbeddingGemma.Runs;

/// <summary>A training run, from the model that it starts from to the one that it writes. Not thread-safe.</summary>
internal sealed class TrainingRun : IDisposable
{
    private static readonly int[] UsualDimensions = [512, 256, 128, 64];

    private readonly TrainingOptions _options;
    private readonly ModelBlueprint _blueprint;
    private readonly TrainingState _state;
    private readonly Encoder _encoder;
    private readonly BatchOrder _order;
    private readonly BatchGradient _gradient;
    private readonly LearningRateSchedule _schedule;
    private readonly int _steps;
    private readonly List<double> _losses = [];

    private TrainingRun(TrainingOptions options, ModelBlueprint blueprint, IReadOnlyList<ExampleSet> sets, TeacherVectors? teacher, int steps, torch.Device device)
    {
        (_options, _blueprint, _steps) = (options, blueprint, steps);
        var weights = WeightSet.Read(blueprint.Source, device);
        if (teacher is not null && teacher.Dimensions != blueprint.Dimensions)
            weights.Add(TrainingState.TeacherMap, RandomMap(teacher.Dimensions, blueprint.Dimensions, options.Seed, device));
        _state = new(weights, options.WeightDecay, options.AverageDecay);
        var computeType = options.UseBFloat16 ?? device.type == DeviceType.CUDA ? torch.ScalarType.BFloat16 : (torch.ScalarType?)null;
        _encoder = new(blueprint, weights, device, computeType, LinearRounding.Of(options.Quantization));
        _order = new(sets, options.BatchSize, options.Seed);
        _gradient = new(_encoder, weights, new(blueprint, options.MaxTokens), new(LossOf(options, blueprint)), teacher, device);
        _schedule = new(options.LearningRate, (int)(options.WarmupShare * steps), steps);
    }

    /// <summary>Runs.</summary>
    public static async Task<TrainingResult> RunAsync(TrainingOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var device = TorchDevice.Choose(options.Device);
        var blueprint = ModelBlueprint.Of(options.Model.Open());
        var sets = new List<ExampleSet>();
        foreach (var set in options.Data)
            sets.Add(await ExampleFile.ReadAsync(set, cancellationToken).ConfigureAwait(false));
        var steps = options.Steps ?? (int)Math.Max(1, (long)options.Epochs * sets.Sum(set => (long)set.Count) / (options.BatchSize * options.Accumulation));
        var teacher = options.Teacher is null || options.DistillationWeight == 0
            ? null
            : await TeacherVectors.EmbedAsync(options.Teacher, TextsOf(new(sets, options.BatchSize, options.Seed), (long)steps * options.Accumulation), options.MaxTokens, cancellationToken).ConfigureAwait(false);
        using var run = new TrainingRun(options, blueprint, sets, teacher, steps, device);
        return await run.RunAsync(progress, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _encoder.Dispose();
        _state.Dispose();
    }

    // Of the whole run, also where it goes on: the last bits of a vector hang on what it is embedded with.
    private static IEnumerable<PromptedText> TextsOf(BatchOrder order, long batches)
    {
        for (var batch = 0L; batch < batches; batch++)
        {
            foreach (var example in order.Next())
            {
                yield return example.Query;
                yield return example.Positive;
                foreach (var negative in example.Negatives)
                    yield return negative;
            }
        }
    }

    private static LossSettings LossOf(TrainingOptions options, ModelBlueprint blueprint)
    {
        var dimensions = options.Dimensions.Count > 0
            ? options.Dimensions
            : [blueprint.Dimensions, .. UsualDimensions.Where(length => length < blueprint.Dimensions && length * 8 >= blueprint.Dimensions)];
        if (dimensions.Any(length => length < 1 || length > blueprint.Dimensions))
            throw new ArgumentException($"Vectors are to be cut to {dimensions.Max()}, but the model's have {blueprint.Dimensions}: choose lengths from 1 to that.", nameof(options));
        return new()
        {
            Temperature = (float)options.Temperature,
            Hardness = (float)options.Hardness,
            ContrastiveWeight = (float)options.ContrastiveWeight,
            SpreadOutWeight = (float)options.SpreadOutWeight,
            DistillationWeight = (float)options.DistillationWeight,
            Dimensions = dimensions,
        };
    }

    private static torch.Tensor RandomMap(int outputs, int inputs, ulong seed, torch.Device device)
    {
        using var map = WeightSet.Random([new(TrainingState.TeacherMap, [outputs, inputs])], seed, device);
        return map.Tensors[0].detach().clone();
    }

    private async Task<TrainingResult> RunAsync(IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var checkpoints = _options.CheckpointFolder is { } folder ? new CheckpointFolder(folder, RunIdentity.Of(_options, _steps, _blueprint.Source, _options.Teacher?.Open())) : null;
        var step = checkpoints?.Restore(_state.Tensors()) ?? 0;
        _order.MoveTo((long)step * _options.Accumulation);
        using var log = _options.LogFile is { } file ? new TrainingLog(file, step) : null;
        IReadOnlyDictionary<string, double> scores = new Dictionary<string, double>(StringComparer.Ordinal);
        while (step < _steps)
        {
            if (cancellationToken.IsCancellationRequested)
                checkpoints?.Save(step, _state.Tensors());
            cancellationToken.ThrowIfCancellationRequested();
            var (done, gradientLength) = Advance(++step);
            if (step % _options.CheckpointEvery == 0 || step == _steps)
                checkpoints?.Save(step, _state.Tensors());
            if (_options.EvaluationFolder is not null && step < _steps && step % (_options.EvaluateEvery ?? int.MaxValue) == 0)
                done = done with { Scores = await ModelScores.MeasureAsync(_blueprint, _state.Result, _options, cancellationToken).ConfigureAwait(false) };
            log?.Add(done, gradientLength);
            progress?.Report(done);
        }

        if (_options.EvaluationFolder is not null)
            scores = await ModelScores.MeasureAsync(_blueprint, _state.Result, _options, cancellationToken).ConfigureAwait(false);
        ModelFolder.Write(_blueprint, _state.Result, _options.Output, _options.Overwrites);
        var last = _losses.TakeLast(Math.Max(1, _losses.Count / 10)).ToList();
        return new(EmbeddingGemmaModel.FromDirectory(_options.Output), _steps, last.Count > 0 ? last.Average() : double.NaN, scores);
    }

    /// <summary>Takes a step.</summary>
    private (TrainingProgress Progress, double GradientLength) Advance(int step)
    {
        var started = TimeProvider.System.GetTimestamp();
        var (loss, tokens) = (0.0, 0);
        using var sum = new GradientSum();
        for (var i = 0; i < _options.Accumulation; i++)
        {
            using var scope = torch.NewDisposeScope();
            var (value, gradients, count) = _gradient.Of(_order.Next());
            sum.Add(gradients);
            loss += value / _options.Accumulation;
            tokens += count;
        }

        var length = sum.Finish(_options.Accumulation, _options.GradientLimit);
        var rate = _schedule.At(step);
        _state.Optimizer.Step(sum.Gradients, step, rate);
        _state.Average?.Update(step);
        _losses.Add(loss);
        return (new(step, _steps, loss, rate, tokens / TimeProvider.System.GetElapsedTime(started).TotalSeconds), length);
    }
}
