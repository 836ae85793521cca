using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma;

/// <summary>Runs all that stores promise against a real pgvector.</summary>
public sealed partial class PgvectorSuiteTests(ITestOutputHelper output)
{
    /// <summary>The suites of all stores have some 170 tests.</summary>
    private const int FewestTests = 160;

    [Fact]
    public async Task Suites_AgainstPgvector_Pass()
    {
        using var server = await PgvectorServer.StartAsync();
        string[] arguments = ["exec", BuiltProgram.PathOf("tests/SK.EmbeddingGemma.Postgres.Tests", "SK.EmbeddingGemma.Postgres.Tests"), "-class", "*Pgvector*", "-maxThreads", "1", "-noColor"];
        var start = new ProcessStartInfo(BuiltProgram.Host, arguments) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment["EMBEDDINGGEMMA_TEST_PGVECTOR"] = server.ConnectionString;
        using var tests = Process.Start(start)!;
        var report = await tests.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await tests.WaitForExitAsync(TestContext.Current.CancellationToken);
        output.WriteLine(report);
        Assert.Equal(0, tests.ExitCode);
        var summary = Summary().Match(report);
        Assert.True(summary.Success, "The run has no summary.");
        var (total, skipped) = (Number(summary.Groups[1]), Number(summary.Groups[2]));
        Assert.True(total - skipped >= FewestTests, $"Of {total} tests {skipped} were skipped.");
        Assert.DoesNotContain("has no pgvector", report, StringComparison.Ordinal);
    }

    private static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Total: (\d+),.*Skipped: (\d+)")]
    private static partial Regex Summary();
}
