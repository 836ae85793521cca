using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace SK.EmbeddingGemma.Cli;

/// <summary>The options that commands share. Each command has an object of its own and takes what has an effect there.</summary>
internal sealed class CommonOptions
{
    /// <summary>The option that asks for stack traces.</summary>
    public const string VerboseName = "--verbose";

    /// <summary>Gets the model.</summary>
    public Option<string?> Model { get; } = new("--model", "-m")
    {
        HelpName = "nano|gemma-300m|gemma-2|PATH",
        Description = "The model: a name, the folder of a model that sentence-transformers saved, an ONNX export (.onnx) or a GGUF file (.gguf). Default: nano, which comes with the tool.",
    };

    /// <summary>Gets the number format.</summary>
    public Option<string?> Precision { get; } = Choice("--precision", "The number format to compute in. Default: int8 for gemma-300m and models of its size, float32 for nano and other small ones.", Precisions.Names);

    /// <summary>Gets the folder of converted models.</summary>
    public Option<string?> CacheDirectory { get; } = new("--cache-dir")
    {
        HelpName = "FOLDER",
        Description = "Where converted models and compiled tokenizers are kept. Default: the folder of the environment variable EMBEDDINGGEMMA_CACHE, or embeddinggemma in the system's place for caches.",
    };

    /// <summary>Gets whether downloaded weights stay when they are converted.</summary>
    public Option<bool> KeepDownload { get; } = new("--keep-download") { Description = "Keeps downloaded weights once they are converted. Default: they are removed where no other tool asked for them." };

    /// <summary>Gets what computes.</summary>
    public Option<string?> Provider { get; } = Choice(
        "--provider", "What computes: cpu; or a provider of the installed ONNX Runtime, which is checked against the processor first; auto takes the best one. Default: cpu.", ExecutionProviders.Names);

    /// <summary>Gets which device computes.</summary>
    public Option<int?> Device { get; } = new("--device")
    {
        HelpName = "N",
        Description = "Which device of the provider. Default: 0, the first.",
        CustomParser = result => ParseWhole(result, 0),
    };

    /// <summary>Gets the name of a prompt.</summary>
    public Option<string?> Prompt { get; } = new("--prompt")
    {
        HelpName = "NAME",
        Description = "The prompt to put in front of texts: a preset such as query, document or classification, one of the model's own, or none. 'embeddinggemma info' lists them.",
    };

    /// <summary>Gets a prompt's text.</summary>
    public Option<string?> PromptText { get; } = new("--prompt-text")
    {
        HelpName = "RAW",
        Description = "A prompt of your own, used exactly as it is; may be empty. Write --prompt-text=RAW where it starts with a dash.",
    };

    /// <summary>Gets a document's title.</summary>
    public Option<string?> Title { get; } = new("--title")
    {
        HelpName = "TITLE",
        Description = "Embeds texts as documents with this title.",
    };

    /// <summary>Gets the length of vectors.</summary>
    public Option<int?> Dimensions { get; } = new("--dimensions", "-d")
    {
        HelpName = "N",
        Description = "Cuts vectors to their first N values and normalises them again. Default: the model's width.",
        CustomParser = ParseCount,
    };

    /// <summary>Gets the format of the output.</summary>
    public Option<string?> Format { get; } = Choice(
        "--format", "table: for people, tab-separated where the output is no terminal. json: one document. jsonl: one object a line; input lines are JSON then, too. Default: table.", OutputFormats.Names);

    /// <summary>Gets where texts are read.</summary>
    public Option<string?> Input { get; } = new("--input", "-i")
    {
        HelpName = "FILE|-",
        Description = "Reads a text from each line of a file, or of standard input (-). Lines of a .jsonl file, and of any with --format jsonl, are JSON: \"text\", or {\"text\": …, \"prompt\": …, \"title\": …}. Blank lines are skipped; bytes that are no UTF-8 are read as U+FFFD.",
    };

    /// <summary>Gets where results are written.</summary>
    public Option<string?> Output { get; } = new("--output", "-o")
    {
        HelpName = "FILE|-",
        Description = "Writes to a file, which appears when it is whole, or to standard output (-, the default).",
    };

    /// <summary>Gets whether notes and warnings are left out.</summary>
    public Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "Leaves out notes and warnings on standard error." };

    /// <summary>Gets whether to say more.</summary>
    public Option<bool> Verbose { get; } = new(VerboseName) { Description = "Says on standard error what is done, and gives a stack trace with an error." };

    /// <summary>Adds the options that concern how a model computes.</summary>
    public void AddComputing(Command command)
    {
        command.Add(Precision);
        command.Add(CacheDirectory);
        command.Add(KeepDownload);
        command.Add(Provider);
        command.Add(Device);
    }

    /// <summary>Adds the model, and how much is said, for commands that have no results of their own.</summary>
    public void AddModel(Command command)
    {
        foreach (var option in new Option[] { Model, Quiet, Verbose })
            command.Add(option);
    }

    /// <summary>Adds the options that concern a model and the results.</summary>
    public void AddBasics(Command command)
    {
        command.Add(Model);
        AddResults(command);
    }

    /// <summary>Adds the options that concern results.</summary>
    public void AddResults(Command command)
    {
        foreach (var option in new Option[] { Format, Output, Quiet, Verbose })
            command.Add(option);
    }

    /// <summary>Adds the options that concern texts and their prompts.</summary>
    public void AddTexts(Command command)
    {
        foreach (var option in new Option[] { Prompt, PromptText, Title, Input })
            command.Add(option);
    }

    /// <summary>Reads a whole number of at least 1.</summary>
    public static int? ParseCount(ArgumentResult result) => ParseWhole(result, 1);

    /// <summary>Reads a whole number.</summary>
    public static int? ParseWhole(ArgumentResult result, int least)
    {
        var token = result.Tokens[0].Value;
        if (int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= least)
            return count;

        result.AddError($"'{token}' is no number for {OptionName(result)}: give a whole number of at least {least}.");
        return null;
    }

    /// <summary>Returns an option with a value from a list, in any case.</summary>
    public static Option<string?> Choice(string name, string description, IReadOnlyList<string> allowed) => new(name)
    {
        HelpName = string.Join('|', allowed),
        Description = description,
        CustomParser = result =>
        {
            var token = result.Tokens[0].Value;
            if (!allowed.Contains(token, StringComparer.OrdinalIgnoreCase))
                result.AddError($"'{token}' is no value for {name}: choose {string.Join(", ", allowed)}.");
            return token;
        },
    };

    private static string OptionName(ArgumentResult result) => (result.Parent as OptionResult)?.Option.Name ?? result.Argument.Name;
}
