using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace SK.EmbeddingGemma.Benchmarks.Tokenization;

/// <summary>Shows how many million tokens a second a benchmark over a <see cref="TokenizerText"/> makes.</summary>
internal sealed class TokensPerSecondColumn : IColumn
{
    public string Id => nameof(TokensPerSecondColumn);

    public string ColumnName => "Mtokens/s";

    public string Legend => "Million tokens a second, on one thread";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase, SummaryStyle.Default);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style)
    {
        var seconds = summary[benchmarkCase]?.ResultStatistics?.Mean / 1e9;
        var text = (TokenizerText)benchmarkCase.Parameters[nameof(TokenizerBenchmarks.Text)];
        var tokens = TokenizerBenchmarks.Load().CountTokens(text.Content);
        return (tokens / seconds / 1e6)?.ToString("F2", CultureInfo.InvariantCulture) ?? "-";
    }
}
