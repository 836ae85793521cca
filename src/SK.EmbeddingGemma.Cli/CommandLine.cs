using System.CommandLine;
using System.CommandLine.Invocation;

namespace SK.EmbeddingGemma.Cli;

/// <summary>A run of the tool: parses the arguments, does what they say, and reports what goes wrong.</summary>
internal static class CommandLine
{
    /// <summary>Runs the tool.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="streams">What to read and write.</param>
    /// <param name="cancellationToken">Ends the run, with <see cref="ExitCodes.Interrupted"/>.</param>
    /// <param name="allowGrace">Asks for time to end in, after the first signal; <see langword="null"/> where nobody ends the run before.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, StandardStreams streams, CancellationToken cancellationToken, Action<TimeSpan>? allowGrace = null)
    {
        // Texts may start with '@': they are no response files.
        var parsed = ToolCommand.Create(streams, allowGrace ?? (static _ => { })).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        try
        {
            if (parsed.Action is ParseErrorAction)
                throw new UsageException(string.Join(' ', parsed.Errors.Select(error => error.Message)));
            if (OptionLookalikes.Find(parsed) is { } token && parsed.Action is not DetailedHelp)
                throw new UsageException($"Unrecognized option '{token}'. Write -- before texts that start with a dash.");

            await using var help = new StreamWriter(streams.Output, StandardStreams.Utf8, leaveOpen: true);
            return await parsed.InvokeAsync(
                new InvocationConfiguration { Output = help, Error = streams.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
                cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
        catch (IOException failure) when (ClosedPipe.IsCauseOf(failure))
        {
            return ExitCodes.Success; // whoever reads the output has what they wanted
        }
        catch (UsageException failure)
        {
            FailureReport.Write(streams.Error, failure, $"{failure.Message} See '{CommandPath(parsed)} --help'.", verbose: false);
            return ExitCodes.Usage;
        }
#pragma warning disable CA1031 // The outermost frame: whatever it is, it becomes one line and an exit code.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            FailureReport.Write(streams.Error, failure, failure.Message, args.Contains(CommonOptions.VerboseName, StringComparer.Ordinal));
            return ExitCodes.Failure;
        }
    }

    private static string CommandPath(ParseResult parsed) =>
        parsed.CommandResult.Command is RootCommand ? ToolCommand.Name : $"{ToolCommand.Name} {parsed.CommandResult.Command.Name}";
}
