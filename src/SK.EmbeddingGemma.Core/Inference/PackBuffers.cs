using System.Collections.Concurrent;

namespace SK.EmbeddingGemma.Inference;

/// <summary>
/// Memory for the inputs of runs: as many arrays as there are runs at once. The shared pool would keep one for each thread that a run ever ended on.
/// Thread-safe.
/// </summary>
/// <param name="length">The floats of an array, enough for a pack; a single text may need more.</param>
internal sealed class PackBuffers(int length)
{
    private readonly ConcurrentBag<float[]> _free = [];

    /// <summary>Returns an array of at least <paramref name="least"/> floats.</summary>
    public float[] Rent(int least) => least <= length && _free.TryTake(out var buffer) ? buffer : GC.AllocateUninitializedArray<float>(Math.Max(least, length));

    /// <summary>Takes an array back; one for a long text is given up.</summary>
    public void Return(float[] buffer)
    {
        if (buffer.Length == length)
            _free.Add(buffer);
    }
}
