namespace SK.EmbeddingGemma.Cli;

/// <summary>The process: standard streams and signals around a run of the command line.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        using var signals = new TerminationSignals();
        using var streams = StandardStreams.OfProcess();
        var run = Task.Run(() => CommandLine.RunAsync(args, streams, signals.Token, signals.AllowGrace));
        if (await Task.WhenAny(run, signals.GraceEnded) != run)
            return signals.ExitCode; // it hangs in a system call: what it writes beside a file is left behind, and no file is half-written

        var code = await run;
        return code == ExitCodes.Interrupted ? signals.ExitCode : code;
    }
}
