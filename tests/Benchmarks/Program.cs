using BenchmarkDotNet.Running;
using SK.EmbeddingGemma.Benchmarks;
using SK.EmbeddingGemma.Benchmarks.Hardware;
using SK.EmbeddingGemma.Benchmarks.Peers;
using SK.EmbeddingGemma.Benchmarks.Processes;
using SK.EmbeddingGemma.Benchmarks.Stores;
using SK.EmbeddingGemma.Benchmarks.Tokenization;

try
{
    switch (args)
    {
        case [] or ["--help" or "-h" or "-?", ..]:
            Console.WriteLine(Help.Text);
            break;
        case [FirstVector.ChildCommand, .. var rest]:
            await FirstVector.RunChildAsync(rest).ConfigureAwait(false);
            break;
        case ["first-vector", .. var rest]:
            await FirstVector.ReportAsync(rest).ConfigureAwait(false);
            break;
        case ["peers", .. var rest]:
            await PeersCommand.RunAsync(rest).ConfigureAwait(false);
            break;
        case [OwnRunner.Command, .. var rest]:
            await OwnRunner.RunAsync(rest).ConfigureAwait(false);
            break;
        case ["peaks", .. var rest]:
            await PeaksCommand.RunAsync(rest).ConfigureAwait(false);
            break;
        case ["overhead", .. var rest]:
            await Overhead.ReportAsync(rest).ConfigureAwait(false);
            break;
        case ["memory", .. var rest]:
            await ResidentMemory.ReportAsync(rest).ConfigureAwait(false);
            break;
        case [ResidentMemory.ChildCommand, .. var rest]:
            await ResidentMemory.RunChildAsync(rest).ConfigureAwait(false);
            break;
        case ["two-stage", .. var rest]:
            await TwoStageCommand.RunAsync(rest).ConfigureAwait(false);
            break;
        case ["index-rate", .. var rest]:
            await IndexRateCommand.RunAsync(rest).ConfigureAwait(false);
            break;
        case ["tokenizer-load", var file]:
            TokenizerLoad.Report(file);
            break;
        case ["tokenizer-compile", var source, var target]:
            TokenizerLoad.Compile(source, target);
            break;
        default:
            RunSuites(args);
            break;
    }

    return 0;
}
catch (Exception exception) when (exception is FormatException or IOException or InvalidDataException or InvalidOperationException or PlatformNotSupportedException)
{
    await Console.Error.WriteLineAsync(exception.Message).ConfigureAwait(false);
    return 1;
}

// Apart, so that the measured child processes do not load BenchmarkDotNet.
static void RunSuites(string[] args) => BenchmarkSwitcher.FromAssembly(typeof(Help).Assembly).Run(args);
