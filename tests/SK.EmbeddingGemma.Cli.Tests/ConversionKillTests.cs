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
        var expected = await ConvertAsync(reference.Path);
        var total = Bytes(Assert.Single(Folders(reference.Path)));
        var random = new Random(20_250_904);
        var hits = 0;
        for (var attempt = 0; hits < Kills; attempt++)
        {
            Assert.InRange(attempt, 0, 20 * Kills); // a kill that comes too late does not count
            using var folder = new TemporaryFolder();
            for (var times = random.Next(1, 3); times > 0; times--) // at times twice, so that a conversion that clears up is killed too
                await KillAsync(folder.Path, random.NextInt64(total + 1));
            if (!Folders(folder.Path).Any(IsHalfDone))
                continue;

            hits++;
            var actual = await ConvertAsync(folder.Path);
            Assert.Equal(expected.Files, actual.Files);
            Assert.Equal(expected.Vector, actual.Vector);
        }
    }

    /// <summary>Runs the tool to its end, and returns the hash of each file of the only folder in the cache, and what was printed.</summary>
    private static async Task<(SortedDictionary<string, string> Files, string Vector)> ConvertAsync(string cache)
    {
        using var tool = Start(cache);
        var vector = await tool.Output.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Equal((ExitCodes.Success, ""), await tool.EndAsync());
        var folder = Assert.Single(Folders(cache));
        Assert.False(IsHalfDone(folder));
        return (new(Directory.EnumerateFiles(folder).ToDictionary(file => Path.GetFileName(file), Hash), StringComparer.Ordinal), vector);
    }

    /// <summary>Starts the tool and kills it when it has written so many bytes.</summary>
    private static async Task KillAsync(string cache, long bytes)
    {
        using var tool = Start(cache);
        var before = Folders(cache).ToHashSet(StringComparer.Ordinal);
        while (!tool.HasExited && !Folders(cache).Any(folder => !before.Contains(folder) && Bytes(folder) >= bytes))
            await Task.Delay(1, TestContext.Current.CancellationToken);
        tool.Kill();
    }

    private static ToolProcess Start(string cache) => ToolProcess.StartWithCache(cache, "embed", "some text", "--quiet", "--format", "json", "--model", Model);

    private static IEnumerable<string> Folders(string cache) => Directory.EnumerateDirectories(cache).Where(folder => Path.GetFileName(folder) is not ("sources" or "tokenizers"));

    private static bool IsHalfDone(string folder) => folder.EndsWith(".tmp", StringComparison.Ordinal);

    /// <summary>Returns the bytes of a folder's files; 0 where it has been renamed meanwhile.</summary>
    private static long Bytes(string folder)
    {
        try
        {
            return new DirectoryInfo(folder).EnumerateFiles().Sum(file => file.Length);
        }
        catch (IOException) when (!Directory.Exists(folder))
        {
            return 0;
        }
    }

    private static string Hash(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
