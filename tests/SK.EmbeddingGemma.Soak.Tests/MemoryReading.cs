using System.Diagnostics;
using System.Globalization;

namespace SK.EmbeddingGemma;

/// <summary>The memory of this process at rest, in bytes.</summary>
/// <param name="Heap">What managed objects take after a full collection.</param>
/// <param name="Resident">What the process has in memory, the model's native part included.</param>
internal sealed record MemoryReading(long Heap, long Resident)
{
    /// <summary>What readings at rest were seen to differ by, and some more: pools and arenas fill up, the collector decides when it gives pages back.</summary>
    public const long HeapSlack = 4 << 20;

    public const long ResidentSlack = 48 << 20;

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
