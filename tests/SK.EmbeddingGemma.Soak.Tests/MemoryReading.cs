using System.Diagnostics;
using System.Globalization;

namespace SK.EmbeddingGemma;

/// <summary>The memory of this process at rest, in bytes.</summary>
/// <param name="Heap">What managed objects take after a full collection.</param>
/// <param name="Resident">What the process has in memory, the model's native part included.</param>
internal sealed record MemoryReading(long Heap, long Resident)
{
    /// <summary>Room for the arrays that threads keep for a while: a run's inputs and scores, and buffers of the shared pool.</summary>
    private const long HeapSlack = 6 << 20;

    /// <summary>Room for that, and for the runtime's arenas, which fill up with the shapes that come by.</summary>
    private const long ResidentSlack = 48 << 20;

    public static MemoryReading Take()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        var heap = GC.GetTotalMemory(forceFullCollection: true);
        using var process = Process.GetCurrentProcess();
        return new(heap, process.WorkingSet64);
    }

    public static void AssertFlat(MemoryReading before, MemoryReading after)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"before: {before}; after: {after}");
        Assert.InRange(after.Heap, 0, before.Heap + HeapSlack);
        Assert.InRange(after.Resident, 0, before.Resident + ResidentSlack);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"heap {Heap / 1048576.0:f1} MiB, resident {Resident / 1048576.0:f1} MiB");
}
