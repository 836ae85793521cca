using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Benchmarks.Processes;

/// <summary>Times what a user of a command waits for: from the start of a process to its first vector, the runtime's own start included.</summary>
internal static class FirstVector
{
    /// <summary>The command of the process that is measured.</summary>
    public const string ChildCommand = "first";

    private const string Text = "How do I cancel a task?";

    /// <summary>Loads a model, embeds a text and prints a line.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static async Task RunChildAsync(string[] args)
    {
        var arguments = new Arguments(args, "--model", "--precision", "--threads");
        using var generator = new EmbeddingGemmaGenerator(new() { Model = arguments.Model, Precision = arguments.Precision, Threads = arguments.Number("--threads", 2) });
        var embeddings = await generator.GenerateAsync([Text]).ConfigureAwait(false);
        using var output = Console.OpenStandardOutput();
        output.Write("done\n"u8); // the console's own encoders take a while to load
        output.Flush();
        GC.KeepAlive(embeddings);
    }

    /// <summary>Runs fresh processes and reports the median.</summary>
    public static async Task ReportAsync(string[] args)
    {
        var arguments = new Arguments(args, "--model", "--precision", "--threads", "--rounds", "--ready-to-run");
        string[] child =
        [
            ChildCommand, "--model", arguments.Model.Resolve(), "--precision", $"{arguments.Precision}", "--threads", $"{arguments.Number("--threads", 2)}",
        ];
        using var folder = new TemporaryFolder();
        var program = arguments.Has("--ready-to-run") ? await PublishAsync(folder.Path).ConfigureAwait(false) : null;
        await TimeAsync(program, child).ConfigureAwait(false); // converts the model where that was not done, and brings the files into memory
        var samples = new List<double>();
        for (var i = 0; i < arguments.Number("--rounds", 10); i++)
            samples.Add(await TimeAsync(program, child).ConfigureAwait(false));

        Console.WriteLine(Hardware.Machine.Current);
        Console.WriteLine(FormattableString.Invariant($"{arguments.Model} {arguments.Precision}{(program is null ? "" : ", compiled ahead of time")}: first vector {samples.Median():F0} ms after the start of the process (median of {samples.Count}, {samples.Min():F0} to {samples.Max():F0})"));
    }

    private static async Task<double> TimeAsync(string? program, string[] arguments)
    {
        var started = Stopwatch.GetTimestamp();
        using var process = program is null ? ChildProcess.StartSelf(arguments) : ChildProcess.Start(program, Environment.CurrentDirectory, arguments);
        await process.ReadLineAsync().ConfigureAwait(false);
        var elapsed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        await process.FinishAsync().ConfigureAwait(false);
        return elapsed;
    }

    private static async Task<string> PublishAsync(string folder)
    {
        var project = RepositoryRoot.PathOf("tests/Benchmarks/Benchmarks.csproj");
        string[] arguments = ["publish", project, "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "--no-self-contained", "-p:PublishReadyToRun=true", "-o", folder];
        using var publish = ChildProcess.Start("dotnet", Environment.CurrentDirectory, arguments);
        await publish.FinishAsync().ConfigureAwait(false);
        return Path.Combine(folder, Assembly.GetExecutingAssembly().GetName().Name + (OperatingSystem.IsWindows() ? ".exe" : ""));
    }
}
