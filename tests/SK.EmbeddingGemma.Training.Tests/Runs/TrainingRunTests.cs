using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Modules;
using SK.EmbeddingGemma.TestSupport;
using TorchSharp;

namespace SK.EmbeddingGemma.Runs;

public sealed class TrainingRunTests : IDisposable
{
    private readonly TinyModel _model = TinyModel.Create();
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TrainAsync_StoppedAndGoneOn_HasTheWeightsOfAnUnbrokenRun()
    {
        var whole = await EmbeddingGemmaTrainer.TrainAsync(Options("whole"), cancellationToken: Cancellation);
        using var stop = new CancellationTokenSource();
        var options = Options("parts");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => EmbeddingGemmaTrainer.TrainAsync(options, new StopAt(5, stop), stop.Token));
        Assert.False(Directory.Exists(options.Output));
        Directory.CreateDirectory(Path.Combine(options.CheckpointFolder!, "step-00000006.0123.tmp")); // as a kill in the middle of writing leaves it

        var steps = new List<int>();
        var parts = await EmbeddingGemmaTrainer.TrainAsync(options, new Steps(steps), Cancellation);

        Assert.Equal(Enumerable.Range(steps[0], 9 - steps[0]), steps);
        Assert.InRange(steps[0], 5, 7); // it did not begin anew
        Assert.Equal(Bytes(whole.Model), Bytes(parts.Model));
        Assert.Equal(8, File.ReadLines(options.LogFile!).Skip(1).Count());
    }

    [Fact]
    public async Task TrainAsync_CheckpointsOfOtherSettings_Refuses()
    {
        await EmbeddingGemmaTrainer.TrainAsync(Options("first"), cancellationToken: Cancellation);
        var other = Options("second");
        other.CheckpointFolder = Options("first").CheckpointFolder;
        other.Temperature = 0.1;
        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => EmbeddingGemmaTrainer.TrainAsync(other, cancellationToken: Cancellation));
        Assert.Contains("other settings", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TrainAsync_Result_HasTheTrainersVectorsInTheEngine()
    {
        var result = await EmbeddingGemmaTrainer.TrainAsync(Options("model"), cancellationToken: Cancellation);
        var directory = result.Model.Open();
        using var weights = WeightSet.Read(directory, torch.CPU);
        using var encoder = new Encoder(ModelBlueprint.Of(directory), weights, torch.CPU);
        using var scope = torch.NewDisposeScope();
        var tokens = directory.ReadTokenizer().EncodeForModel("task: search result | query: which bus goes there").Ids.ToArray();
        var expected = encoder.Embed(new PackedBatch([tokens], torch.CPU))[0].data<float>().ToArray();

        using var generator = new EmbeddingGemmaGenerator(new() { Model = result.Model, Precision = EmbeddingGemmaPrecision.Float32 });
        var actual = (await generator.GenerateAsync(["which bus goes there"], EmbeddingGemmaPrompt.Query.ToOptions(), Cancellation))[0].Vector.ToArray();

        Assert.InRange(Golden.Difference(expected, actual), 0, 1e-5f);
        Assert.NotEqual(Bytes(EmbeddingGemmaModel.FromDirectory(_model.Path)), Bytes(result.Model));
    }

    [Fact]
    public async Task TrainAsync_Accumulation_TakesSoManyBatchesAStep()
    {
        var options = Options("accumulated");
        (options.Accumulation, options.Steps) = (2, 4);
        var steps = new List<int>();
        var twice = await EmbeddingGemmaTrainer.TrainAsync(options, new Steps(steps), Cancellation);
        Assert.Equal([1, 2, 3, 4], steps);

        var once = Options("not-accumulated");
        once.Steps = 4;
        Assert.NotEqual(Bytes((await EmbeddingGemmaTrainer.TrainAsync(once, cancellationToken: Cancellation)).Model), Bytes(twice.Model));
    }

    [Fact]
    public async Task TrainAsync_MovingAverage_IsWhatIsWritten()
    {
        var (plain, averaged) = (Options("plain"), Options("averaged"));
        averaged.AverageDecay = 0.9;
        var start = EmbeddingGemmaModel.FromDirectory(_model.Path);
        var last = await EmbeddingGemmaTrainer.TrainAsync(plain, cancellationToken: Cancellation);
        var average = await EmbeddingGemmaTrainer.TrainAsync(averaged, cancellationToken: Cancellation);
        Assert.InRange(Distance(start, average.Model), 0.05 * Distance(start, last.Model), 0.99 * Distance(start, last.Model)); // it lags behind
    }

    [Fact]
    public async Task TrainAsync_BFloat16_LearnsNearlyTheSame()
    {
        var (single, half) = (Options("single"), Options("half"));
        half.UseBFloat16 = true;
        var (expected, actual) = (new List<double>(), new List<double>());
        await EmbeddingGemmaTrainer.TrainAsync(single, new Losses(expected), Cancellation);
        await EmbeddingGemmaTrainer.TrainAsync(half, new Losses(actual), Cancellation);
        Assert.NotEqual(expected, actual);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 0.05 * pair.First));
    }

    [Fact]
    public async Task TrainAsync_EvaluationInBetween_ReportsItAndChangesNothing()
    {
        var measured = Options("measured");
        (measured.EvaluationFolder, measured.EvaluateEvery) = (WriteEvaluation(), 3);
        var reports = new List<TrainingProgress>();
        var result = await EmbeddingGemmaTrainer.TrainAsync(measured, new Reports(reports), Cancellation);

        Assert.Equal([3, 6], reports.Where(report => report.Scores.Count > 0).Select(report => report.Step));
        Assert.Equal(["pairs"], result.Scores.Keys);
        Assert.Equal(2, File.ReadLines(measured.LogFile!).Count(line => line.Contains(",pairs,", StringComparison.Ordinal)));
        var plain = await EmbeddingGemmaTrainer.TrainAsync(Options("unmeasured"), cancellationToken: Cancellation);
        Assert.Equal(Bytes(plain.Model), Bytes(result.Model));
    }

    [Fact]
    public async Task SearchAsync_TwoSets_RanksMixturesAndMeasuresTheirSoup()
    {
        var training = Options("unused");
        (training.EvaluationFolder, training.Steps) = (WriteEvaluation(), 3);
        var work = Path.Combine(_folder.Path, "search");

        var found = await MixtureSearch.SearchAsync(new() { Training = training, WorkFolder = work, Trials = 3 }, Cancellation);

        Assert.Equal(3, found.Trials.Count);
        Assert.All(found.Trials, trial => Assert.Equal(1, trial.Shares.Sum(), 1e-9));
        Assert.Equal(found.Trials.OrderByDescending(trial => trial.MeanScore), found.Trials);
        Assert.Equal(["pairs"], found.SoupScores.Keys);
        Assert.Equal(["mixture-1", "mixture-2", "mixture-3", "soup"], Directory.GetDirectories(work).Select(Path.GetFileName).Where(name => !name!.EndsWith("-states", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        var mean = found.Trials.Select(trial => Values(trial.Model)).Aggregate((sum, values) => [.. sum.Zip(values, (left, right) => left + right)]);
        Assert.All(mean.Zip(Values(found.Soup)), pair => Assert.Equal(pair.First / 3, pair.Second, 1e-5f));
    }

    [Fact]
    public async Task TrainAsync_TeacherOfOtherWidth_ComesCloserToIt()
    {
        var options = Options("distilled");
        (options.Teacher, options.ContrastiveWeight, options.SpreadOutWeight, options.Steps, options.LearningRate) = (EmbeddingGemmaModel.Nano, 0, 0, 30, 0.01);
        var losses = new List<double>();
        await EmbeddingGemmaTrainer.TrainAsync(options, new Losses(losses), Cancellation);
        Assert.InRange(losses.TakeLast(3).Average(), 0, 0.6 * losses.Take(3).Average());
    }

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    private static byte[] Bytes(EmbeddingGemmaModel model) =>
        [.. new[] { "model.safetensors", "2_Dense/model.safetensors", "3_Dense/model.safetensors" }.SelectMany(name => File.ReadAllBytes(Path.Combine(ModelDirectory.Open(model.Resolve()).Root, name)))];

    private static float[] Values(EmbeddingGemmaModel model)
    {
        using var weights = WeightSet.Read(model.Open(), torch.CPU);
        return [.. weights.Tensors.SelectMany(weight => weight.data<float>().ToArray())];
    }

    private static double Distance(EmbeddingGemmaModel left, EmbeddingGemmaModel right) => Math.Sqrt(Values(left).Zip(Values(right), (a, b) => (double)(a - b) * (a - b)).Sum());

    private string WriteEvaluation()
    {
        _folder.Write("evaluation/pairs/test.jsonl", """
            {"sentence1": "A cat sits on a mat.", "sentence2": "A cat is sitting on a mat.", "score": 5}
            {"sentence1": "A cat sits on a mat.", "sentence2": "An animal is on a rug.", "score": 3}
            {"sentence1": "A cat sits on a mat.", "sentence2": "Stock prices fell sharply.", "score": 0}
            """);
        return Path.Combine(_folder.Path, "evaluation");
    }

    private TrainingOptions Options(string name) => new()
    {
        Model = EmbeddingGemmaModel.FromDirectory(_model.Path),
        Data =
        [
            new(_folder.Write("pairs.jsonl", string.Join('\n', Enumerable.Range(0, 20).Select(i => $$"""{"query": "which bus goes to place {{i}}", "positive": "bus {{i}} goes to place {{i}}", "negatives": ["bus {{i}} is late"]}""")))),
            new(_folder.Write("labels.jsonl", string.Join('\n', Enumerable.Range(0, 20).Select(i => $$"""{"text": "a text of kind {{i % 4}}, the {{i}}th", "label": {{i % 4}}}""")))) { Task = TrainingTask.Classification },
        ],
        Output = Path.Combine(_folder.Path, name),
        CheckpointFolder = Path.Combine(_folder.Path, name + "-states"),
        CheckpointEvery = 3,
        LogFile = Path.Combine(_folder.Path, name + ".csv"),
        Steps = 8,
        BatchSize = 6,
        LearningRate = 0.001,
        Seed = 5,
    };

    private sealed class StopAt(int step, CancellationTokenSource stop) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Step == step)
                stop.Cancel();
        }
    }

    private sealed class Steps(List<int> found) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => found.Add(value.Step);
    }

    private sealed class Reports(List<TrainingProgress> found) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => found.Add(value);
    }

    private sealed class Losses(List<double> found) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => found.Add(value.Loss);
    }
}
