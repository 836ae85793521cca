using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Inference;

public sealed class ProcessorCoresTests
{
    [Theory]
    [InlineData(8, 4, 4)]
    [InlineData(2, 32, 2)]
    [InlineData(8, null, 8)]
    [InlineData(1, 0, 1)]
    public void Count_LimitsOfProcessAndCores_AreBothKept(int processors, int? cores, int expected) =>
        Assert.Equal(expected, ProcessorCores.Count(processors, cores));

    [Fact]
    public void Count_ThisMachine_IsWithinTheProcessors() => Assert.InRange(ProcessorCores.Count(), 1, Environment.ProcessorCount);

    [Theory]
    [InlineData("0-7", 4)]
    [InlineData("0,2-3,6", 3)]
    [InlineData("0,4", 1)]
    [InlineData("0-99", 4)]
    public void ReadLinux_HardwareThreadsOfOneCore_CountOnce(string allowed, int expected)
    {
        using var folder = new TemporaryFolder();
        for (var processor = 0; processor < 8; processor++)
        {
            var topology = Directory.CreateDirectory(Path.Combine(folder.Path, $"cpu{processor}", "topology"));
            File.WriteAllText(Path.Combine(topology.FullName, "thread_siblings_list"), $"{processor % 4},{(processor % 4) + 4}\n");
        }

        Assert.Equal(expected, ProcessorCores.ReadLinux(Status(folder, $"Name:\tx\nCpus_allowed_list:\t{allowed}\nMems:\t0\n"), folder.Path));
    }

    [Theory]
    [InlineData("Name:\tx\n")]
    [InlineData("Cpus_allowed_list:\t0-3\n")]
    [InlineData("Cpus_allowed_list:\tall\n")]
    public void ReadLinux_NothingToBeRead_IsUnknown(string status)
    {
        using var folder = new TemporaryFolder();
        Assert.Null(ProcessorCores.ReadLinux(Status(folder, status), folder.Path));
        Assert.Null(ProcessorCores.ReadLinux(Path.Combine(folder.Path, "none"), folder.Path));
    }

    [Fact]
    public void SessionThreads_Asked_AreTaken()
    {
        Assert.Equal(40, new SessionThreads(40).Count);
        Assert.Equal(Math.Min(16, ProcessorCores.Count()), new SessionThreads(0).Count);
    }

    private static string Status(TemporaryFolder folder, string text)
    {
        var path = Path.Combine(folder.Path, "status");
        File.WriteAllText(path, text);
        return path;
    }
}
