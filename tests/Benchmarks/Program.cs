using BenchmarkDotNet.Running;
using SK.EmbeddingGemma.Benchmarks.Tokenization;

if (args is ["tokenizer-load", var file])
{
    TokenizerLoad.Report(file);
    return;
}

if (args is ["tokenizer-compile", var source, var target])
{
    TokenizerLoad.Compile(source, target);
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
