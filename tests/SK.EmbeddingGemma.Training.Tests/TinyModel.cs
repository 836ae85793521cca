using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Modules;
using SK.EmbeddingGemma.Native;
using SK.EmbeddingGemma.TestSupport;
using TorchSharp;

namespace SK.EmbeddingGemma;

/// <summary>A model of two layers with random weights and Nano's tokenizer, in a folder of its own.</summary>
internal sealed class TinyModel : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private TinyModel(torch.ScalarType type)
    {
        TorchLibraries.Load();
        Directory = ModelDirectory.Open(new ModelDirectoryBuilder().Write(_folder));
        Blueprint = ModelBlueprint.Of(Directory);
        using var read = WeightSet.Read(Directory, torch.CPU);
        Weights = new WeightSet();
        foreach (var name in read.Names)
            Weights.Add(name, read[name].detach().to(type, copy: true));
        Encoder = new Encoder(Blueprint, Weights, torch.CPU);
    }

    /// <summary>Gets the folder.</summary>
    public string Path => _folder.Path;

    public ModelDirectory Directory { get; }

    public ModelBlueprint Blueprint { get; }

    public WeightSet Weights { get; }

    public Encoder Encoder { get; }

    /// <summary>Creates the model.</summary>
    public static TinyModel Create(torch.ScalarType type = torch.ScalarType.Float32) => new(type);

    /// <summary>Returns tokens that depend on the seed alone.</summary>
    public static int[] Tokens(ulong seed, int length)
    {
        var numbers = new SeededNumbers(seed);
        return [2, .. Enumerable.Range(0, length - 2).Select(_ => 3 + numbers.Below(16_000)), 1];
    }

    public void Dispose()
    {
        Encoder.Dispose();
        Weights.Dispose();
        _folder.Dispose();
    }
}
