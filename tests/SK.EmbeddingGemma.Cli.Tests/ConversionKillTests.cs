using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Cli;

/// <summary>
/// Kills converting processes at random points. How many, and of which model, can be asked for:
/// <c>EMBEDDINGGEMMA_KILLS=50 EMBEDDINGGEMMA_KILL_MODEL=FOLDER dotnet run -c Release --project tests/SK.EmbeddingGemma.Cli.Tests -- -class "*ConversionKillTests"</c>.
/// </summary>
public sealed class ConversionKillTests
{
    private static readonly string Model = Environment.GetEnvironmentVariable("EMBEDDINGGEMMA_KILL_MODEL") ?? "nano";

    private static int Kills => int.TryParse(Environment.GetEnvironmentVariable("EMBEDDINGGEMMA_KILLS"), CultureInfo.InvariantCulture, out var kills) ? kills : 4;

    [Fact]
    public async Task Embed_KilledWhileConverting_NextRunWorksAndWritesTheSameBytes()
    {
        using var reference = new TemporaryFolder();
        var (expected, vector, time) = await ConvertAsync(reference.Path);
        var random = new Random(20_250_904);
        var hits = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            using var folder = new TemporaryFolder();
            for (var times = random.Next(1, 3); times > 0; times--) // at times twice, so that a conversion that clears up is killed too
            {
                await KillAsync(folder.Path, time * random.NextDouble());
                hits += Folders(folder.Path).Any(name => name.EndsWith(".tmp", StringComparison.Ordinal)) ? 1 : 0;
            }

            var (files, again, _) = await ConvertAsync(folder.Path);
            Assert.Equal(expected, files);
            Assert.Equal(vector, again);
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{hits} of the kills left a conversion half done.");
        Assert.InRange(hits, 1, int.MaxValue);
    }

    /// <summary>Runs the tool to its end, and returns the hash of each file of the only folder in the cache, what was printed, and how long the folder took from its first file on.</summary>
    private static async Task<(SortedDictionary<string, string> Files, string Vector, TimeSpan Time)> ConvertAsync(string cache)
    {
        using var tool = Start(cache);
        var watch = new Stopwatch();
        var reading = tool.Output.ReadToEndAsync(TestContext.Current.CancellationToken);
        while (!reading.IsCompleted && !Folders(cache).Any(IsWhole))
        {
            if (!watch.IsRunning && Folders(cache).Any())
                watch.Start();
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        watch.Stop();
        var vector = await reading;
        Assert.Equal((ExitCodes.Success, ""), await tool.EndAsync());
        var folder = Path.Combine(cache, Assert.Single(Folders(cache)));
        Assert.True(IsWhole(folder));
        return (new(Directory.EnumerateFiles(folder).ToDictionary(file => Path.GetFileName(file), Hash), StringComparer.Ordinal), vector, watch.Elapsed);
    }

    /// <summary>Starts the tool and kills it some time after it has begun to convert.</summary>
    private static async Task KillAsync(string cache, TimeSpan delay)
    {
        using var tool = Start(cache);
        var before = Folders(cache).ToHashSet(StringComparer.Ordinal);
        while (!tool.HasExited && Folders(cache).All(before.Contains))
            await Task.Delay(1, TestContext.Current.CancellationToken);
        await Task.Delay(delay, TestContext.Current.CancellationToken);
        tool.Kill();
    }

    private static ToolProcess Start(string cache) => ToolProcess.StartWithCache(cache, "embed", "some text", "--quiet", "--format", "json", "--model", Model);

    private static IEnumerable<string> Folders(string cache) => Directory.EnumerateDirectories(cache).Select(folder => Path.GetFileName(folder)).Where(name => name != "sources");

    private static bool IsWhole(string folder) => !folder.EndsWith(".tmp", StringComparison.Ordinal);

    private static string Hash(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
