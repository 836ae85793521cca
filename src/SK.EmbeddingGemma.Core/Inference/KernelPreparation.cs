using System.Runtime.InteropServices;
using SK.EmbeddingGemma.Kernels;

namespace SK.EmbeddingGemma.Inference;

/// <summary>
/// Has the kernels compiled before they are needed, by computing something small with each: code for the processor's widest vectors is not compiled ahead of
/// time, and the first text would wait for it. Meant to run beside the loading of a model.
/// </summary>
internal static unsafe class KernelPreparation
{
    private const int Tokens = 19; // as many as have all the numbers of rows that kernels are compiled for
    private const int Size = 32;
    private const int PartLength = 8 * Size * Size;
    private const int Length = 4 * PartLength;

    /// <summary>Computes with each kernel of a precision.</summary>
    public static void Run(EmbeddingGemmaPrecision precision)
    {
        var memory = (float*)NativeMemory.AllocZeroed(Length * sizeof(float));
        try
        {
            var input = Part(memory, 0);
            var result = Part(memory, 1);
            var other = Part(memory, 2);
            foreach (var isGated in new[] { false, true })
                Multiply(new LinearShape(Size, Size, isGated), precision, input, result, other);

            new ResidualNorm(Size, other, other, factor: 1, epsilon: 1).Compute(input, input, Tokens, result, result, new Loop());
            var attention = new PackedAttention(new AttentionShape(1, 1, Size, Tokens, Scale: 1, Epsilon: 1));
            var inputs = new AttentionInputs { Rows = input, QueryNorm = other, KeyNorm = other, Cosines = other, Sines = other };
            attention.Compute(inputs, [0, Tokens], result, (byte*)Part(memory, 3), new Loop());
        }
        finally
        {
            NativeMemory.Free(memory);
        }
    }

    private static float* Part(float* memory, int index) => memory + (index * PartLength);

    private static void Multiply(LinearShape shape, EmbeddingGemmaPrecision precision, float* input, float* result, float* weights)
    {
        var int8 = new Int8Shape(shape);
        if (precision == EmbeddingGemmaPrecision.Float32)
            new FloatLinear(shape).Compute(input, Tokens, weights, result, new Loop());
        else
            new Int8Linear(int8, Int8Tile.Best).Compute(input, Tokens, Weights(int8, precision, weights), result, (byte*)(weights + PartLength), new Loop());
    }

    private static Int8Weights Weights(Int8Shape shape, EmbeddingGemmaPrecision precision, float* weights) => precision == EmbeddingGemmaPrecision.Int8
        ? new Int8Weights((sbyte*)weights, weights, weights, shape.BlockSize)
        : new BlockWeights(new BlockShape(shape), (byte*)weights, weights, weights);

    private sealed class Loop : IParallelLoop
    {
        public void Run(int count, Action<int> body)
        {
            for (var i = 0; i < count; i++)
            {
                body(i);
            }
        }
    }
}
