using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace SK.EmbeddingGemma.Inference.Providers;

/// <summary>An engine whose runs a test makes up; it notes how many were at once, and whether it was disposed.</summary>
internal sealed class FakeEngine(Func<IReadOnlyList<ReadOnlyMemory<int>>, float[][]> run) : IEmbeddingEngine
{
    private int _runs;

    /// <summary>Gets what Windows says of a device that was removed (DXGI_ERROR_DEVICE_REMOVED).</summary>
    public static Exception Lost => Marshal.GetExceptionForHR(unchecked((int)0x887A0005))!;

    /// <summary>Gets what Windows says where there is no memory (E_OUTOFMEMORY).</summary>
    public static Exception OutOfMemory => Marshal.GetExceptionForHR(unchecked((int)0x8007000E))!;

    public InferenceSession Session => throw new NotSupportedException();

    public int Calls { get; private set; }

    public int MostAtOnce { get; private set; }

    public int Disposals { get; private set; }

    /// <summary>Returns an engine that embeds a text as its length and its first ids.</summary>
    public static FakeEngine Right() => new(Vectors);

    public static float[][] Vectors(IReadOnlyList<ReadOnlyMemory<int>> pack) => [.. pack.Select(Vector)];

    public float[][] Run(IReadOnlyList<ReadOnlyMemory<int>> pack, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Disposals > 0, this);
        MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _runs));
        try
        {
            Calls++;
            return run(pack);
        }
        finally
        {
            Interlocked.Decrement(ref _runs);
        }
    }

    public void Dispose() => Disposals++;

    private static float[] Vector(ReadOnlyMemory<int> text) => [text.Length, text.Span[0], text.Span[^1], 1];
}
