using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace SK.EmbeddingGemma.Cli;

/// <summary>The options of an evaluation.</summary>
internal sealed class EvalOptions
{
    /// <summary>The environment variable that names the folder of data sets.</summary>
    public const string DataVariable = "EMBEDDINGGEMMA_EVAL_DATA";

    private const string DefaultData = "eval-data";
    private const int DefaultMaxTokens = 512;

    private static readonly int DefaultSamplesPerLabel = new EvaluationOptions().SamplesPerLabel;

    private static readonly Dictionary<string, EvaluationSearch> Searches = new(StringComparer.OrdinalIgnoreCase)
    {
        ["none"] = EvaluationSearch.BruteForce,
        ["memory"] = EvaluationSearch.InMemory,
        ["exact"] = EvaluationSearch.Exact,
        ["two-stage"] = EvaluationSearch.TwoStage,
    };

    private readonly Option<string?> _tasks = new("--tasks", "-t") { HelpName = "LIST", Description = "The tasks, separated by commas: names as stsb.en, what stands before the dot in several, types as sts or retrieval, or all. Default: all." };
    private readonly Option<string?> _data = new("--data") { HelpName = "FOLDER", Description = $"The folder of data sets, each in a folder of its own. Default: that of the environment variable {DataVariable}, or {DefaultData} in the current folder." };
    private readonly Option<int[]?> _dimensions = new("--dimensions", "-d") { HelpName = "LIST", Description = "The lengths of vectors, separated by commas. Default: all that the model was trained for.", CustomParser = ParseNumbers };
    private readonly Option<string?> _precision = new("--precision") { HelpName = "LIST", Description = $"The number formats, separated by commas: {string.Join(", ", Precisions.Names)}. Default: the model's own. The others are compared with the first." };
    private readonly Option<string?> _compare = new("--compare") { HelpName = "MODEL", Description = "A second model, which is compared with the first." };
    private readonly Option<string?> _store = CommonOptions.Choice("--store", "What finds the documents of retrieval tasks: none compares all without a store; memory, exact and two-stage are stores, which are asked for ten as in an everyday search. Default: none.", [.. Searches.Keys]);
    private readonly Option<int?> _samplesPerLabel = new("--samples-per-label") { HelpName = "N", Description = $"How many training texts a label each experiment of a classification task learns from, at most: MTEB takes 8 for most tasks and 16 or 32 for some. Default: {DefaultSamplesPerLabel}.", CustomParser = CommonOptions.ParseCount };
    private readonly Option<int?> _maxTokens = new("--max-tokens") { HelpName = "N", Description = $"The most tokens of a text; longer ones are cut. Default: {DefaultMaxTokens}.", CustomParser = CommonOptions.ParseCount };
    private readonly Option<string?> _out = new("--out") { HelpName = "FOLDER", Description = "Writes MTEB's result files, a report in Markdown and a plot into a folder." };
    private readonly Option<string?> _vectors = new("--vectors") { HelpName = "FOLDER", Description = "Keeps vectors there, so that a run that was stopped goes on where it was. Default: evaluation in the folder of converted models." };
    private readonly Option<bool> _calibrate = new("--calibrate") { Description = "Measures which cosine means 'related' on the retrieval tasks, instead of scores." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _tasks, _data, _dimensions, _precision, _compare, _store, _samplesPerLabel, _maxTokens, _out, _vectors, _calibrate })
            command.Add(option);
    }

    /// <summary>Reads the options.</summary>
    /// <exception cref="UsageException">A value is not allowed.</exception>
    public EvalRequest Read(ParseResult parsed) => new()
    {
        Tasks = List(parsed.GetValue(_tasks) ?? "all", "--tasks"),
        Data = parsed.GetValue(_data) ?? (Environment.GetEnvironmentVariable(DataVariable) is { Length: > 0 } folder ? folder : DefaultData),
        Dimensions = parsed.GetValue(_dimensions) ?? [],
        Precisions = parsed.GetValue(_precision) is { } names ? [.. List(names, "--precision").Select(Cli.Precisions.Parse).Distinct()] : [null],
        Compare = parsed.GetValue(_compare),
        Search = Searches[parsed.GetValue(_store) ?? "none"],
        SamplesPerLabel = parsed.GetValue(_samplesPerLabel) ?? DefaultSamplesPerLabel,
        MaxTokens = parsed.GetValue(_maxTokens) ?? DefaultMaxTokens,
        Out = parsed.GetValue(_out),
        Vectors = parsed.GetValue(_vectors),
        Calibrates = parsed.GetValue(_calibrate),
    };

    private static string[] List(string text, string option) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } items
        ? items
        : throw new UsageException($"{option} is empty: give one value or several, separated by commas.");

    private static int[]? ParseNumbers(ArgumentResult result)
    {
        var numbers = new List<int>();
        foreach (var part in result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1)
            {
                result.AddError($"'{result.Tokens[0].Value}' is no list for --dimensions: give whole numbers of at least 1, separated by commas.");
                return null;
            }

            numbers.Add(number);
        }

        return [.. numbers.Distinct()];
    }
}
