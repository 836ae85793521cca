using System.Text.RegularExpressions;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma;

/// <summary>Keeps dependencies pointing one way: a room knows only those before it.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Requests"] = [],
        ["Silos"] = ["Requests"],
        ["Clients"] = ["Requests", "Silos"],
        ["Jobs"] = ["Clients"],
        ["Configuration"] = [],
        ["DependencyInjection"] = ["Silos", "Clients", "Jobs", "Configuration"],
    };

    public static TheoryData<string> Rooms => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Room_UsesOnlyRoomsItMayKnow(string room)
    {
        var others = Allowed.Keys.Where(other => other != room && !Allowed[room].Contains(other)).ToHashSet(StringComparer.Ordinal);
        var files = Directory.GetFiles(RepositoryRoot.PathOf($"src/SK.EmbeddingGemma.Orleans/{room}"), "*.cs", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.DoesNotContain(Uses().Matches(File.ReadAllText(file)).Select(use => use.Groups[1].Value), others.Contains));
    }

    [Fact]
    public void Orleans_HasNoFolderThatIsNoRoom() =>
        Assert.Equal(
            Allowed.Keys.Order(StringComparer.Ordinal),
            Directory.GetDirectories(RepositoryRoot.PathOf("src/SK.EmbeddingGemma.Orleans")).Select(Path.GetFileName).Where(name => name is not ("bin" or "obj")).Order(StringComparer.Ordinal));

    [Fact]
    public void Orleans_ReferencesNoPackagesOfOursButCoreAndMemory() =>
        Assert.Equal(
            ["SK.EmbeddingGemma.Core", "SK.EmbeddingGemma.Memory"],
            typeof(EmbeddingGemmaCluster).Assembly.GetReferencedAssemblies().Select(static name => name.Name!).Where(static name => name.StartsWith("SK.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [GeneratedRegex(@"using SK\.EmbeddingGemma\.(\w+)")]
    private static partial Regex Uses();
}
