using System.Globalization;
using System.Text;

namespace SK.EmbeddingGemma.Benchmarks.Peers;

/// <summary>Shows a comparison as Markdown.</summary>
internal static class PeerReport
{
    /// <summary>Returns the tables.</summary>
    public static string Write(PeerComparison comparison)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{comparison.Machine}; {comparison.Versions}; {comparison.Model}, {comparison.Peaks.Threads} threads, {comparison.Measurements[0].Rounds.Count} rounds.").AppendLine();
        var runners = comparison.Measurements.Select(measurement => measurement.Runner).Distinct().ToArray();
        AddTable(text, comparison, "Median milliseconds, from texts to vectors", runners, (workload, runner) => Find(comparison, workload, runner).Median.ToString("F2", CultureInfo.InvariantCulture));
        AddTable(text, comparison, "Tokens a second", runners, (workload, runner) => Speed(Find(comparison, workload, runner)));
        var pairs = PeerNames.Pairs.Where(pair => runners.Contains(pair.Ours) && runners.Contains(pair.Theirs)).ToArray();
        AddTable(
            text, comparison, "How many times faster: median of the rounds (least to most)", [.. pairs.Select(pair => $"{pair.Ours} over {pair.Theirs}")],
            (workload, title) => Ratio(comparison, workload, pairs.Single(pair => $"{pair.Ours} over {pair.Theirs}" == title)));
        AddTable(text, comparison, "Least cosine to float32", runners, (workload, runner) => Find(comparison, workload, runner).LeastCosine.ToString("F5", CultureInfo.InvariantCulture));
        AddTable(text, comparison, "Share of the hardware's peak", runners, (workload, runner) => Share(comparison, workload, runner));
        text.AppendLine(comparison.Peaks.ToString());
        foreach (var measurement in comparison.Measurements.Where(measurement => measurement.Note is not null))
            text.AppendLine(CultureInfo.InvariantCulture, $"- {measurement.Runner}, {measurement.Workload}: {measurement.Note}");

        return text.ToString();
    }

    private static void AddTable(StringBuilder text, PeerComparison comparison, string title, string[] columns, Func<string, string, string> cell)
    {
        text.Append("| ").Append(title).Append(" | ").AppendJoin(" | ", columns).AppendLine(" |");
        text.Append("|---|").Insert(text.Length, "---:|", columns.Length).AppendLine();
        foreach (var workload in comparison.Workloads.Keys)
            text.Append("| ").Append(workload).Append(" | ").AppendJoin(" | ", columns.Select(column => cell(workload, column))).AppendLine(" |");

        text.AppendLine();
    }

    private static PeerMeasurement Find(PeerComparison comparison, string workload, string runner) =>
        comparison.Measurements.Single(measurement => measurement.Workload == workload && measurement.Runner == runner);

    private static string Speed(PeerMeasurement measurement) => (measurement.Tokens * 1000 / measurement.Median).ToString("N0", CultureInfo.InvariantCulture);

    private static string Ratio(PeerComparison comparison, string workload, (string Ours, string Theirs) pair)
    {
        var (ours, theirs) = (Find(comparison, workload, pair.Ours), Find(comparison, workload, pair.Theirs));
        var ratios = theirs.Rounds.Zip(ours.Rounds, (slow, fast) => slow.Median() / fast.Median()).ToArray();
        return string.Create(CultureInfo.InvariantCulture, $"{ratios.Median():F2} ({ratios.Min():F2} to {ratios.Max():F2})");
    }

    private static string Share(PeerComparison comparison, string workload, string runner)
    {
        var peak = comparison.Peaks.For(PeerNames.IsFull(runner) ? EmbeddingGemmaPrecision.Float32 : EmbeddingGemmaPrecision.Int8);
        var seconds = Find(comparison, workload, runner).Median / 1000;
        return peak is null ? "-" : (comparison.Workloads[workload] / seconds / peak.Value).ToString("P0", CultureInfo.InvariantCulture);
    }
}
