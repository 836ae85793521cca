using System.Diagnostics;
using System.Text.Json;
using SK.EmbeddingGemma.TestSupport;
using YamlDotNet.RepresentationModel;

namespace SK.EmbeddingGemma.Server.Samples;

/// <summary>Checks the files that run the server elsewhere, as far as that goes without what they are for.</summary>
public sealed class ServerSampleTests
{
    private static readonly string[] Instructions = ["FROM", "RUN", "COPY", "ENV", "VOLUME", "USER", "EXPOSE", "STOPSIGNAL", "ENTRYPOINT", "CMD"];

    public static bool HasSystemd { get; } = File.Exists("/usr/bin/systemd-analyze");

    [Fact(SkipUnless = nameof(HasSystemd), Skip = "There is no systemd-analyze on this machine.")]
    public void Unit_IsWhatSystemdUnderstands()
    {
        using var folder = new TemporaryFolder();
        // The program of the unit is not installed here: any other stands for it.
        var unit = folder.Write("embeddinggemma.service", Read("embeddinggemma.service").Replace("/usr/local/bin/embeddinggemma", "/bin/true", StringComparison.Ordinal));
        using var systemd = Process.Start(new ProcessStartInfo("/usr/bin/systemd-analyze", ["verify", "--recursive-errors=no", unit]) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        var told = systemd.StandardError.ReadToEnd() + systemd.StandardOutput.ReadToEnd();
        systemd.WaitForExit();
        Assert.DoesNotContain("embeddinggemma.service", told, StringComparison.Ordinal); // what it says of other units is not ours
    }

    [Fact]
    public void Unit_StartsACommandWhoseOptionsThereAre()
    {
        var line = Read("embeddinggemma.service").Split('\n').Single(line => line.StartsWith("ExecStart=", StringComparison.Ordinal));
        AssertOptions(line.Split(' '));
    }

    [Fact]
    public void Containerfile_HasOnlyInstructionsThatThereAreAndStartsTheServer()
    {
        var lines = Read("Containerfile").Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#').ToList();
        Assert.All(lines, line => Assert.Contains(line.Split(' ')[0], Instructions));
        Assert.StartsWith("FROM ", lines[0], StringComparison.Ordinal);
        var entry = JsonSerializer.Deserialize<string[]>(lines.Single(line => line.StartsWith("ENTRYPOINT ", StringComparison.Ordinal))["ENTRYPOINT ".Length..])!;
        Assert.Equal("serve", entry[1]);
        AssertOptions(entry);
        AssertOptions(JsonSerializer.Deserialize<string[]>(lines.Single(line => line.StartsWith("CMD ", StringComparison.Ordinal))["CMD ".Length..])!);
    }

    [Fact]
    public void Compose_IsYamlWhosePartsFitTogether()
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(Read("compose.yaml")));
        var root = (YamlMappingNode)Assert.Single(yaml.Documents).RootNode;
        var service = (YamlMappingNode)root["services"]["embeddinggemma"];
        AssertOptions(((YamlSequenceNode)service["command"]).Select(node => ((YamlScalarNode)node).Value!));
        Assert.All(((YamlSequenceNode)service["ports"]).Cast<YamlScalarNode>(), port => Assert.StartsWith("127.0.0.1:", port.Value, StringComparison.Ordinal));
        Assert.All((YamlSequenceNode)service["secrets"], secret => Assert.Contains(secret, ((YamlMappingNode)root["secrets"]).Children.Keys));
        Assert.All(((YamlSequenceNode)service["volumes"]).Cast<YamlScalarNode>(), volume => Assert.Contains(new YamlScalarNode(volume.Value!.Split(':')[0]), ((YamlMappingNode)root["volumes"]).Children.Keys));
        var folder = Path.Combine(RepositoryRoot.PathOf("samples/Server"), ((YamlScalarNode)service["build"]["context"]).Value!);
        Assert.True(File.Exists(Path.GetFullPath(Path.Combine(folder, ((YamlScalarNode)service["build"]["dockerfile"]).Value!))));
    }

    private static void AssertOptions(IEnumerable<string> words)
    {
        var source = File.ReadAllText(RepositoryRoot.PathOf("src/SK.EmbeddingGemma.Cli/Serving/ServeOptions.cs")) + File.ReadAllText(RepositoryRoot.PathOf("src/SK.EmbeddingGemma.Cli/CommonOptions.cs"));
        Assert.All(words.Where(word => word.StartsWith("--", StringComparison.Ordinal)), option => Assert.Contains($"\"{option}\"", source, StringComparison.Ordinal));
    }

    private static string Read(string file) => File.ReadAllText(RepositoryRoot.PathOf($"samples/Server/{file}"));
}
