using Microsoft.ML.OnnxRuntime;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>A plain ONNX model in ONNX Runtime with its default settings, as others use it.</summary>
internal sealed class PlainSession : IDisposable
{
    private readonly InferenceSession _session;

    public PlainSession(string path)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 2 };
        _session = new InferenceSession(path, options);
    }

    /// <summary>Gets names and types of the inputs and outputs.</summary>
    public IEnumerable<(string Name, Type Type, string Shape)> Values =>
        _session.InputMetadata.Concat(_session.OutputMetadata).Select(value =>
            (value.Key, value.Value.ElementType, string.Join(',', value.Value.Dimensions.Zip(value.Value.SymbolicDimensions, (size, name) => size < 0 ? name : $"{size}"))));

    /// <summary>Returns the vectors of a batch that is padded at its end to the longest text.</summary>
    public float[][] Embed(IReadOnlyList<ReadOnlyMemory<int>> texts) => Run(texts, "sentence_embedding");

    /// <summary>Returns an output for each text, one behind the other.</summary>
    public float[][] Run(IReadOnlyList<ReadOnlyMemory<int>> texts, string output)
    {
        var length = texts.Max(text => text.Length);
        var (ids, mask) = (new long[texts.Count * length], new long[texts.Count * length]);
        for (var i = 0; i < texts.Count; i++)
        {
            for (var j = 0; j < texts[i].Length; j++)
                (ids[(i * length) + j], mask[(i * length) + j]) = (texts[i].Span[j], 1);
        }

        using var idValue = OrtValue.CreateTensorValueFromMemory(ids, [texts.Count, length]);
        using var maskValue = OrtValue.CreateTensorValueFromMemory(mask, [texts.Count, length]);
        using var options = new RunOptions();
        using var results = _session.Run(options, ["input_ids", "attention_mask"], [idValue, maskValue], [output]);
        var values = results[0].GetTensorDataAsSpan<float>();
        return [.. values.ToArray().Chunk(values.Length / texts.Count)];
    }

    public void Dispose() => _session.Dispose();
}
