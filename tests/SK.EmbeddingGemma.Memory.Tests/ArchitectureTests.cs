using System.Text.RegularExpressions;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma;

/// <summary>Keeps dependencies pointing one way: stores know records and scores, nobody knows the rooms of text memory.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Records"] = [],
        ["Scoring"] = [],
        ["Values"] = ["Records"],
        ["Quantisation"] = ["Records", "Scoring"],
        ["Filters"] = ["Records", "Values"],
        ["Stores"] = ["Records", "Scoring"],
        ["Sqlite"] = ["Records", "Scoring", "Values", "Filters", "Quantisation", "Stores"],
        ["InMemory"] = ["Records", "Scoring", "Stores"],
        ["Decoration"] = ["Records"],
        ["Chunking"] = [],
        ["Ingestion"] = ["Chunking"],
        ["Memories"] = ["Chunking", "Ingestion", "Decoration", "Records"],
        ["DependencyInjection"] = ["Decoration"],
    };

    public static TheoryData<string> Rooms => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Room_UsesOnlyRoomsItMayKnow(string room)
    {
        var others = Allowed.Keys.Where(other => other != room && !Allowed[room].Contains(other)).ToHashSet(StringComparer.Ordinal);
        var files = Directory.GetFiles(RepositoryRoot.PathOf($"src/SK.EmbeddingGemma.Memory/{room}"), "*.cs", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.DoesNotContain(Uses().Matches(File.ReadAllText(file)).Select(use => use.Groups[1].Value), others.Contains));
    }

    [Fact]
    public void Memory_HasNoFolderThatIsNoRoom() =>
        Assert.Equal(
            Allowed.Keys.Order(StringComparer.Ordinal),
            Directory.GetDirectories(RepositoryRoot.PathOf("src/SK.EmbeddingGemma.Memory")).Select(Path.GetFileName).Where(name => name is not ("bin" or "obj")).Order(StringComparer.Ordinal));

    [GeneratedRegex(@"using SK\.EmbeddingGemma\.(\w+)")]
    private static partial Regex Uses();
}
