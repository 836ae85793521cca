using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using SK.EmbeddingGemma.Graphs;
using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Inference;

/// <summary>
/// An ONNX export, run as it is. Texts are run one by one, without padding: exports with 8-bit activations give them one range for the whole
/// batch, and a text's vector would depend on what stands beside it.
/// </summary>
internal sealed class OnnxEngine : IEmbeddingEngine
{
    private readonly OnnxModel _model;
    private readonly int _dimensions;
    private readonly (float[] Weight, float[] Bias)? _head;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;

    private OnnxEngine(ModelDirectory directory, InferenceSession session, (float[] Weight, float[] Bias)? head)
    {
        _model = directory.Onnx!;
        _dimensions = directory.Dimensions;
        _head = head;
        _inputNames = [OnnxModel.TokenIds, OnnxModel.Mask, .. _model.OtherInputs.Select(input => input.Name)];
        _outputNames = [_model.IsPooled ? OnnxModel.Pooled : OnnxModel.Tokens];
        Session = session;
    }

    /// <inheritdoc/>
    public InferenceSession Session { get; }

    /// <summary>Loads the export of a directory.</summary>
    /// <exception cref="InvalidDataException">The runtime refuses the file, or an input has another type.</exception>
    public static OnnxEngine Load(ModelDirectory directory, SessionThreads threads, CancellationToken cancellationToken)
    {
        using var options = SessionFactory.Options(threads, GraphOptimizationLevel.ORT_ENABLE_ALL);
        return Load(directory, options, cancellationToken);
    }

    /// <summary>Loads the export of a directory with settings of the caller's, who disposes them.</summary>
    /// <inheritdoc cref="Load(ModelDirectory, SessionThreads, CancellationToken)" path="/exception"/>
    public static OnnxEngine Load(ModelDirectory directory, SessionOptions options, CancellationToken cancellationToken)
    {
        var model = directory.Onnx!;
        var head = directory.DenseModules.Count > 0 ? DenseHead.Fold(directory.DenseModules, cancellationToken) : default((float[], float[])?);
        InferenceSession session;
        try
        {
            session = SessionFactory.Open(model.Path, options, cancellationToken);
        }
        catch (OnnxRuntimeException failure)
        {
            throw new InvalidDataException($"{model.Path}: ONNX Runtime does not run this file: {failure.Message} Copy it again, its files of weights included, or take another export.", failure);
        }

        try
        {
            RequireTypes(session, model);
            return new OnnxEngine(directory, session, head);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public float[][] Run(IReadOnlyList<ReadOnlyMemory<int>> pack, CancellationToken cancellationToken)
    {
        var vectors = new float[pack.Count][];
        for (var i = 0; i < vectors.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            vectors[i] = Run(pack[i].Span, cancellationToken);
        }

        return vectors;
    }

    /// <inheritdoc/>
    public void Dispose() => Session.Dispose();

    private float[] Run(ReadOnlySpan<int> ids, CancellationToken cancellationToken)
    {
        var (tokens, mask) = (new long[ids.Length], new long[ids.Length]);
        TensorPrimitives.ConvertChecked(ids, tokens.AsSpan());
        mask.AsSpan().Fill(1);
        var inputs = new List<OrtValue>();
        try
        {
            inputs.Add(OrtValue.CreateTensorValueFromMemory(tokens, [1, ids.Length]));
            inputs.Add(OrtValue.CreateTensorValueFromMemory(mask, [1, ids.Length]));
            foreach (var input in _model.OtherInputs) // nothing of their kind
                inputs.Add(OrtValue.CreateTensorValueFromMemory(Array.Empty<float>(), [.. input.Shape.Select(size => size ?? 0)]));
            using var options = new RunOptions();
            using var outputs = Session.Run(options, _inputNames, [.. inputs], _outputNames, cancellationToken);
            return Finish(outputs[0], ids.Length);
        }
        finally
        {
            inputs.ForEach(input => input.Dispose());
        }
    }

    private float[] Finish(OrtValue output, int tokens)
    {
        var values = output.GetTensorDataAsSpan<float>();
        var rows = _model.IsPooled ? 1 : tokens;
        var width = values.Length / rows;
        var expected = _head is { } head ? head.Weight.Length / head.Bias.Length : _dimensions;
        if (width != expected || values.Length != rows * width)
            throw new InvalidDataException($"{_model.Path}: the export gave {values.Length} numbers for a text of {tokens} tokens where {rows} x {expected} belong: config.json or modules.json beside it are another model's.");
        if (_model.IsPooled)
            return values.ToArray();

        var mean = new float[width];
        for (var row = 0; row < rows; row++)
            TensorPrimitives.Add(mean, values.Slice(row * width, width), mean);
        TensorPrimitives.Divide(mean, rows, mean);
        return _head is { } dense ? Project(mean, dense.Weight, dense.Bias) : mean;
    }

    private static float[] Project(float[] mean, float[] weight, float[] bias)
    {
        var vector = new float[bias.Length];
        for (var i = 0; i < vector.Length; i++)
            vector[i] = TensorPrimitives.Dot(weight.AsSpan(i * mean.Length, mean.Length), mean) + bias[i];
        return vector;
    }

    private static void RequireTypes(InferenceSession session, OnnxModel model)
    {
        foreach (var (name, metadata) in session.InputMetadata)
        {
            var expected = name is OnnxModel.TokenIds or OnnxModel.Mask ? TensorElementType.Int64 : TensorElementType.Float;
            if (metadata.ElementDataType != expected)
                throw new InvalidDataException($"{model.Path}: the input '{name}' is {metadata.ElementDataType}, but {expected} is supported: take another export.");
        }

        var output = session.OutputMetadata[model.IsPooled ? OnnxModel.Pooled : OnnxModel.Tokens];
        if (output.ElementDataType != TensorElementType.Float)
            throw new InvalidDataException($"{model.Path}: the output is {output.ElementDataType}, but {TensorElementType.Float} is supported: take an export with outputs in single precision.");
    }
}
