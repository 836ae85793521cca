using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using SK.EmbeddingGemma.Kernels;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Weights;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>The weights of a plain graph, by the names of the model's tensors. Large ones are read when the graph is written.</summary>
internal sealed class PlainWeights
{
    public const string Head = "head.weight";
    public const string HeadBias = "head.bias";

    /// <summary>What stands for 0 in the 8-bit weights of linear layers.</summary>
    public const byte ZeroPoint = 128;

    private readonly TensorSource _source;
    private readonly float _normOffset;
    private readonly CancellationToken _cancellationToken;
    private readonly Lazy<(float[] Weight, float[] Bias)> _head;

    /// <summary>Keeps <paramref name="source"/> until the graph is written.</summary>
    public PlainWeights(ModelDirectory directory, TensorSource source, CancellationToken cancellationToken)
    {
        (_source, _normOffset, _cancellationToken) = (source, directory.Config.NormOffset, cancellationToken);
        _head = new(() => DenseHead.Fold(directory.DenseModules, cancellationToken));
    }

    /// <summary>Returns the scale of an RMSNorm, times <paramref name="factor"/>.</summary>
    public OnnxInitializer Norm(string name, int size, float factor = 1)
    {
        var scale = new float[size];
        _source.Read(name, [size], scale);
        TensorPrimitives.Add(scale, _normOffset, scale);
        TensorPrimitives.Multiply(scale, factor, scale);
        return OnnxInitializer.Floats(name, scale);
    }

    /// <summary>Returns a matrix as it is, [rows, columns].</summary>
    public OnnxInitializer Table(string name, int rows, int columns) => OnnxInitializer.Made(
        name,
        OnnxTensorType.Float,
        [rows, columns],
        new OnnxContent((long)rows * columns * sizeof(float), take => Read(name, rows, columns, values => take(MemoryMarshal.AsBytes(values)))));

    /// <summary>Returns a matrix with 8 bits a value, and for each row what its values are multiplied with, <paramref name="factor"/> included, [rows, 1].</summary>
    public (OnnxInitializer Values, OnnxInitializer Scales) Int8Table(string name, int rows, int columns, float factor)
    {
        var values = OnnxInitializer.Made(name, OnnxTensorType.Int8, [rows, columns], new OnnxContent((long)rows * columns, take =>
        {
            var quantized = new sbyte[columns];
            Read(name, rows, columns, piece =>
            {
                for (var start = 0; start < piece.Length; start += columns)
                {
                    Quantize(piece.Slice(start, columns), quantized);
                    take(MemoryMarshal.AsBytes(quantized.AsSpan()));
                }
            });
        }));
        return (values, Scales(name, rows, columns, [rows, 1], factor));
    }

    /// <summary>Returns the matrix of a linear layer as products take it, [inputs, outputs].</summary>
    public OnnxInitializer Linear(string name, int outputs, int inputs) => OnnxInitializer.Made(
        name, OnnxTensorType.Float, [inputs, outputs], new OnnxContent((long)inputs * outputs * sizeof(float), take =>
        {
            var transposed = new float[(long)inputs * outputs];
            var output = 0;
            Read(name, outputs, inputs, piece =>
            {
                for (var start = 0; start < piece.Length; start += inputs, output++)
                {
                    for (var input = 0; input < inputs; input++)
                    {
                        transposed[(input * outputs) + output] = piece[start + input];
                    }
                }
            });
            WriteRows(transposed, outputs, take);
        }));

    /// <summary>Returns the matrix of a linear layer with 8 bits a value, around <see cref="ZeroPoint"/>, [inputs, outputs], and for each output what its weights are multiplied with.</summary>
    public (OnnxInitializer Values, OnnxInitializer Scales) Int8Linear(string name, int outputs, int inputs)
    {
        var values = OnnxInitializer.Made(name, OnnxTensorType.UInt8, [inputs, outputs], new OnnxContent((long)inputs * outputs, take =>
        {
            var (transposed, quantized) = (new byte[(long)inputs * outputs], new sbyte[inputs]);
            var output = 0;
            Read(name, outputs, inputs, piece =>
            {
                for (var start = 0; start < piece.Length; start += inputs, output++)
                {
                    Quantize(piece.Slice(start, inputs), quantized);
                    for (var input = 0; input < inputs; input++)
                    {
                        transposed[(input * outputs) + output] = (byte)(ZeroPoint + quantized[input]);
                    }
                }
            });
            WriteRows(transposed, outputs, take);
        }));
        return (values, Scales(name, outputs, inputs, [outputs], factor: 1));
    }

    /// <summary>Returns the bias of the dense modules.</summary>
    public OnnxInitializer Bias(int dimensions) =>
        OnnxInitializer.Made(HeadBias, OnnxTensorType.Float, [dimensions], OnnxContent.Floats(dimensions, () => _head.Value.Bias));

    /// <summary>Returns cosines and sines of the rotation, [positions, head / 2] each.</summary>
    public static (OnnxInitializer Cosines, OnnxInitializer Sines) Rotary(string name, int positions, int headSize, double theta)
    {
        var count = positions * (headSize / 2);
        var (cosines, sines) = (new float[count], new float[count]);
        RotaryTable.Fill(cosines, sines, headSize, theta);
        return (Table(name + ".cos", cosines), Table(name + ".sin", sines));

        OnnxInitializer Table(string table, float[] values) =>
            OnnxInitializer.Made(table, OnnxTensorType.Float, [positions, headSize / 2], OnnxContent.Floats(count, () => values));
    }

    private OnnxInitializer Scales(string name, int rows, int columns, long[] shape, float factor) => OnnxInitializer.Made(
        name + "_scale", OnnxTensorType.Float, shape, OnnxContent.Floats(rows, () =>
        {
            var (scales, row) = (new float[rows], 0);
            Read(name, rows, columns, piece =>
            {
                for (var start = 0; start < piece.Length; start += columns)
                {
                    scales[row++] = Int8Matrix.ScaleOf(piece.Slice(start, columns)) * factor;
                }
            });
            return scales;
        }));

    private void Read(string name, int rows, int columns, TensorPiece take)
    {
        if (name == Head)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            take(_head.Value.Weight);
        }
        else
        {
            TensorPieces.Read(_source, name, [rows, columns], take, _cancellationToken);
        }
    }

    private static void WriteRows<T>(T[] values, int width, BytePiece take)
        where T : unmanaged
    {
        for (var start = 0; start < values.Length; start += width)
        {
            take(MemoryMarshal.AsBytes(values.AsSpan(start, width))); // the bytes of all may be more than a span can hold
        }
    }

    private static void Quantize(ReadOnlySpan<float> row, Span<sbyte> values)
    {
        var scale = Int8Matrix.ScaleOf(row);
        for (var i = 0; i < row.Length; i++)
        {
            values[i] = (sbyte)MathF.Round(row[i] / scale);
        }
    }
}
