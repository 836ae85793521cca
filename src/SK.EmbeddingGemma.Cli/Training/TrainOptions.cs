using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace SK.EmbeddingGemma.Cli;

/// <summary>The options of a training run.</summary>
internal sealed class TrainOptions
{
    private static readonly Dictionary<string, TrainingTask> Tasks = new(StringComparer.OrdinalIgnoreCase)
    {
        ["retrieval"] = TrainingTask.Retrieval,
        ["question-answering"] = TrainingTask.QuestionAnswering,
        ["fact-checking"] = TrainingTask.FactChecking,
        ["code-retrieval"] = TrainingTask.CodeRetrieval,
        ["sentence-similarity"] = TrainingTask.SentenceSimilarity,
        ["classification"] = TrainingTask.Classification,
        ["clustering"] = TrainingTask.Clustering,
    };

    private readonly Option<string?> _from = new("--from") { HelpName = "nano|gemma-300m|FOLDER", Description = "The model to start from. Default: nano." };
    private readonly Option<string[]> _data = new("--data") { HelpName = "FILE", Description = "A file of examples, in JSON lines; several are mixed, each batch of one of them.", Required = true, AllowMultipleArgumentsPerToken = true };
    private readonly Option<string> _out = new("--out", "-o") { HelpName = "FOLDER", Description = "The folder to write the model to.", Required = true };
    private readonly Option<bool> _force = new("--force") { Description = "Replaces a model that is there." };
    private readonly Option<string?> _task = CommonOptions.Choice("--task", "What the texts are for, which decides their prompts. Default: retrieval for pairs.", [.. Tasks.Keys]);
    private readonly Option<int?> _epochs = Count("--epochs", "How often each example is seen. Default: 1.");
    private readonly Option<int?> _steps = Count("--steps", "The steps, instead of epochs.");
    private readonly Option<int?> _batchSize = Count("--batch-size", "The examples of a batch; more are better and take more memory. Default: 64.");
    private readonly Option<double?> _learningRate = new("--learning-rate") { HelpName = "RATE", Description = "The highest learning rate. Default: 0.0003, or 0.00002 for gemma-300m.", CustomParser = ParseRate };
    private readonly Option<string?> _teacher = new("--teacher") { HelpName = "MODEL", Description = "A model whose vectors are to be matched as well." };
    private readonly Option<string?> _precision = CommonOptions.Choice("--precision", "Trains for a number format: int8 or int4. Default: for none.", ["int8", "int4"]);
    private readonly Option<int?> _maxTokens = Count("--max-tokens", "The most tokens of a text; longer ones are cut. Default: 256.");
    private readonly Option<int?> _seed = Count("--seed", "The seed of everything random. Default: 1.");
    private readonly Option<string?> _checkpoints = new("--checkpoints") { HelpName = "FOLDER", Description = "Keeps states of the run there, from which the same command goes on when it was stopped." };
    private readonly Option<string?> _log = new("--log") { HelpName = "FILE", Description = "Writes loss and speed of each step there, as CSV." };
    private readonly Option<string?> _eval = new("--eval") { HelpName = "FOLDER", Description = "Measures the model before and after, on the data sets of a folder as 'eval' takes them." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _from, _data, _out, _force, _task, _epochs, _steps, _batchSize, _learningRate, _teacher, _precision, _maxTokens, _seed, _checkpoints, _log, _eval })
            command.Add(option);
    }

    /// <summary>Reads the options.</summary>
    /// <exception cref="UsageException">A value is not allowed.</exception>
    public TrainingOptions Read(ParseResult parsed)
    {
        var model = ModelChoice.Parse(parsed.GetValue(_from));
        if (string.IsNullOrWhiteSpace(parsed.GetValue(_out)))
            throw new UsageException("--out is empty: name a folder for the model.");
        var task = Tasks[parsed.GetValue(_task) ?? "retrieval"];
        var options = new TrainingOptions
        {
            Model = model,
            Data = [.. parsed.GetValue(_data)!.Select(path => new TrainingDataSet(path) { Task = task })],
            Output = parsed.GetValue(_out)!,
            Overwrites = parsed.GetValue(_force),
            Steps = parsed.GetValue(_steps),
            Epochs = parsed.GetValue(_epochs) ?? 1,
            BatchSize = parsed.GetValue(_batchSize) ?? 64,
            Teacher = parsed.GetValue(_teacher) is { } teacher ? ModelChoice.Parse(teacher) : null,
            Quantization = parsed.GetValue(_precision) is { } precision ? Precisions.Parse(precision) : null,
            MaxTokens = Math.Max(2, parsed.GetValue(_maxTokens) ?? 256),
            Seed = (ulong)(parsed.GetValue(_seed) ?? 1),
            CheckpointFolder = parsed.GetValue(_checkpoints),
            LogFile = parsed.GetValue(_log),
            EvaluationFolder = parsed.GetValue(_eval),
        };
        options.LearningRate = parsed.GetValue(_learningRate) ?? (model.Equals(EmbeddingGemmaModel.Gemma300M) ? 2e-5 : options.LearningRate);
        return options;
    }

    private static Option<int?> Count(string name, string description) => new(name) { HelpName = "N", Description = description, CustomParser = CommonOptions.ParseCount };

    private static double? ParseRate(ArgumentResult result)
    {
        if (double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var rate) && rate is > 0 and < 1)
            return rate;
        result.AddError($"'{result.Tokens[0].Value}' is no --learning-rate: give a number between 0 and 1, as 0.0003.");
        return null;
    }
}
