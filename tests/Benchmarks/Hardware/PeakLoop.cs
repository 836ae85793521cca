using System.Diagnostics;

namespace SK.EmbeddingGemma.Benchmarks.Hardware;

/// <summary>Runs a loop on several threads at once and tells the best rate that was seen.</summary>
internal static class PeakLoop
{
    private const int Passes = 5;
    private static readonly TimeSpan PassTime = TimeSpan.FromMilliseconds(200);

    private static double _sink; // a loop whose result nobody takes could be left out

    /// <summary>Returns the most repetitions a second that all threads made together.</summary>
    /// <param name="threads">The threads.</param>
    /// <param name="loop">The loop of a thread: its index and how often to repeat; returns anything that hangs on all of its work.</param>
    public static double BestRate(int threads, Func<int, long, double> loop)
    {
        var repetitions = 1L;
        for (var elapsed = TimeSpan.Zero; elapsed < PassTime;)
        {
            elapsed = Run(threads, repetitions, loop);
            if (elapsed < PassTime)
                repetitions *= 2;
        }

        var best = Enumerable.Range(0, Passes).Min(_ => Run(threads, repetitions, loop));
        return threads * repetitions / best.TotalSeconds;
    }

    // From the first start to the last end, as the workers saw them: this thread may wake up late where they hold all cores, and the
    // best of several passes would be the one whose beginning was missed.
    private static TimeSpan Run(int threads, long repetitions, Func<int, long, double> loop)
    {
        using var barrier = new Barrier(threads);
        var (started, ended) = (new long[threads], new long[threads]);
        var workers = Enumerable.Range(0, threads).Select(index => new Thread(() =>
        {
            barrier.SignalAndWait();
            started[index] = Stopwatch.GetTimestamp();
            var result = loop(index, repetitions);
            ended[index] = Stopwatch.GetTimestamp();
            Volatile.Write(ref _sink, result);
        })).ToArray();
        foreach (var worker in workers)
            worker.Start();

        foreach (var worker in workers)
            worker.Join();

        return Stopwatch.GetElapsedTime(started.Min(), ended.Max());
    }
}
