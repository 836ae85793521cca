using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Samples;

/// <summary>The sample as its page runs it first: one silo and a client, each a process of its own. Several silos, Redis and PostgreSQL are what SK.EmbeddingGemma.Orleans.Proofs runs it with.</summary>
public sealed partial class ClusterTests
{
    [Fact]
    public async Task Client_OfOneSilo_IndexesAndFinds()
    {
        using var folder = new TemporaryFolder();
        string[] settings = ["--store", folder.PathOf("articles.db"), "--gateway-port", ServerProcess.FreePort().ToString(CultureInfo.InvariantCulture)];
        using var silo = SampleProcess.Start("Cluster", ["silo", "--silo-port", ServerProcess.FreePort().ToString(CultureInfo.InvariantCulture), .. settings]);
        await AcceptsAsync(int.Parse(settings[^1], CultureInfo.InvariantCulture), silo);
        using var client = SampleProcess.Start("Cluster", ["client", .. settings]);
        Assert.True(await client.EndAsync() == 0, client.Output + silo.Output);
        Assert.Contains("Completed: 400 stored, 0 set aside, 0 a second", client.Output.Split('\n'));
        Assert.InRange(FoundHarbours().Count(client.Output), 1, 3); // of three that are found
    }

    [Fact]
    public async Task Program_WithoutARole_SaysHowItIsUsed()
    {
        using var process = SampleProcess.Start("Cluster");
        Assert.Equal(2, await process.EndAsync());
        Assert.StartsWith("Usage: silo|client", process.Output.Trim(), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^[01]\.\d{3}  The \w+ harbour number \d+ ", RegexOptions.Multiline)]
    private static partial Regex FoundHarbours();

    /// <summary>Waits until a silo has clients let in.</summary>
    private static async Task AcceptsAsync(int port, SampleProcess silo)
    {
        for (var attempt = 0; attempt < 600; attempt++)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
        }

        Assert.Fail($"The silo lets nobody in: {silo.Output}");
    }
}
