using BenchmarkDotNet.Running;
using SK.EmbeddingGemma.Benchmarks.Tokenization;

if (args is ["tokenizer-load", var file])
{
    TokenizerLoad.Report(file);
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
