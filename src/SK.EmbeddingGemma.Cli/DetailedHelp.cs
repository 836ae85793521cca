using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Shows a command's help, and its details below.</summary>
/// <param name="help">Shows the help.</param>
internal sealed class DetailedHelp(HelpAction help) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        ArgumentNullException.ThrowIfNull(parseResult);
        var code = help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is DetailedCommand command)
        {
            parseResult.InvocationConfiguration.Output.WriteLine("Details:");
            foreach (var line in command.Details.ReplaceLineEndings("\n").Split('\n'))
                parseResult.InvocationConfiguration.Output.WriteLine(line.Length > 0 ? $"  {line}" : "");
        }

        return code;
    }
}
