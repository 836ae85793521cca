using System.Globalization;
using System.Text.RegularExpressions;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Weights;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>
/// Keeps the plain graph of models beside the converted ones, for providers other than the processor. It is written once, beside its place, which it takes when
/// it is whole. Thread-safe, within a process and between processes.
/// </summary>
/// <param name="location">Where the cache is.</param>
internal sealed partial class PlainModelCache(CacheLocation location)
{
    /// <summary>The version of what is written. To be raised with every change of the plain graph, or else old results are taken for new ones.</summary>
    public const int FormatVersion = 1;

    private const string Graph = "model.onnx";

    /// <summary>Reads the name of a folder with a plain graph: the model's revision and the format's version.</summary>
    public static bool TryParseFolder(string name, out string revision, out int version)
    {
        var match = Folder().Match(name);
        revision = match.Groups["revision"].Value;
        return int.TryParse(match.Groups["version"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out version);
    }

    /// <summary>Returns the path of a model's plain graph in single precision, writing it where that was not done yet.</summary>
    /// <exception cref="NotSupportedException">The model is an EmbeddingGemma 2, of which there is no plain graph.</exception>
    /// <exception cref="InvalidDataException">The model is damaged.</exception>
    /// <exception cref="IOException">The cache cannot be written, or has no room.</exception>
    public string Open(ModelDirectory directory, CancellationToken cancellationToken)
    {
        if (directory.Config.Second is not null)
            throw new NotSupportedException("EmbeddingGemma 2 is computed by the processor alone: let ExecutionProvider be Cpu or Auto, or take an ONNX export of it with EmbeddingGemmaModel.FromOnnx.");

        var root = location.Folder ?? throw new IOException($"The system names no folder for caches. Name one with CacheDirectory of the options or the environment variable {CacheLocation.Variable}.");
        var folder = Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"plain-{ModelRevision.Compute(directory)}-v{FormatVersion}"));
        var path = Path.Combine(folder, Graph);
        if (File.Exists(path))
            return path;

        Directory.CreateDirectory(root);
        using var taken = FileLock.Take(folder + ".lock", cancellationToken);
        if (!File.Exists(path)) // the graph comes last, when its weights are there
        {
            Directory.CreateDirectory(folder);
            PlainOnnxExport.Write(directory, path, new PlainOnnxOptions { ExternalData = true, Overwrites = true }, progress: null, cancellationToken);
        }

        return path;
    }

    [GeneratedRegex("^plain-(?<revision>[0-9a-f]{16})-v(?<version>[0-9]{1,9})$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Folder();
}
