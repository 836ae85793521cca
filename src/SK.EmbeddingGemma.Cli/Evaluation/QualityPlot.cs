using System.Globalization;
using ScottPlot;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Draws quality against the length of vectors: a line for each model and type of task.</summary>
internal static class QualityPlot
{
    private const int Width = 900;
    private const int Height = 560;

    /// <summary>Returns the plot as SVG: the mean score of a type's tasks, in points of 100.</summary>
    public static string Svg(IReadOnlyList<EvaluationResult> results)
    {
        using var plot = new Plot();
        foreach (var line in results.GroupBy(result => (result.ModelId, result.Task.Type, result.MainMetric)))
        {
            var points = line.GroupBy(result => result.Dimensions).OrderBy(group => group.Key).Select(group => (Dimensions: (double)group.Key, Score: 100 * group.Average(result => result.MainScore))).ToList();
            var scatter = plot.Add.Scatter(points.ConvertAll(point => Math.Log2(point.Dimensions)), points.ConvertAll(point => point.Score));
            scatter.LegendText = $"{line.Key.Type}, {line.Key.MainMetric}, {line.Key.ModelId}";
            scatter.LineWidth = 2;
        }

        var lengths = results.Select(result => result.Dimensions).Distinct().Order().ToArray();
        plot.Axes.Bottom.SetTicks([.. lengths.Select(length => Math.Log2(length))], [.. lengths.Select(length => length.ToString(CultureInfo.InvariantCulture))]);
        plot.XLabel("dimensions");
        plot.YLabel("score");
        plot.ShowLegend(Edge.Bottom);
        return plot.GetSvgXml(Width, Height);
    }
}
