using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Parameters;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace SK.EmbeddingGemma.Benchmarks;

/// <summary>Shows how many tokens a second a benchmark makes.</summary>
/// <param name="name">The unit, for the heading.</param>
/// <param name="unit">The tokens of a unit.</param>
/// <param name="tokens">Tells the tokens of an operation.</param>
internal sealed class TokensPerSecondColumn(string name, double unit, Func<ParameterInstances, long> tokens) : IColumn
{
    public string Id => nameof(TokensPerSecondColumn);

    public string ColumnName => name;

    public string Legend => "Tokens a second, in the unit that the column names";

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
        return (tokens(benchmarkCase.Parameters) / seconds / unit)?.ToString("F2", CultureInfo.InvariantCulture) ?? "-";
    }
}
