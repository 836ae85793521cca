using System.Text.RegularExpressions;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma;

/// <summary>Keeps dependencies pointing one way: the database knows no layouts, layouts no rows, and nobody the collections.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Databases"] = [],
        ["Forms"] = [],
        ["Layouts"] = ["Databases", "Forms"],
        ["Rows"] = ["Databases", "Forms", "Layouts"],
        ["Searching"] = ["Databases", "Forms", "Layouts", "Rows"],
        ["Spaces"] = ["Databases", "Layouts"],
        ["Collections"] = ["Databases", "Layouts", "Rows", "Searching", "Spaces"],
    };

    /// <summary>The rooms of SK.EmbeddingGemma.Memory that are used: what its own stores share.</summary>
    private static readonly string[] RoomsOfMemory = ["Filters", "Records", "Scoring", "Stores", "Values"];

    public static TheoryData<string> Rooms => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Room_UsesOnlyRoomsItMayKnow(string room)
    {
        var known = Allowed[room].Concat(RoomsOfMemory).ToHashSet(StringComparer.Ordinal);
        var files = Directory.GetFiles(RepositoryRoot.PathOf($"src/SK.EmbeddingGemma.Postgres/{room}"), "*.cs", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.All(Uses().Matches(File.ReadAllText(file)).Select(static use => use.Groups[1].Value), use => Assert.Contains(use, known)));
    }

    [Fact]
    public void Postgres_HasNoFolderThatIsNoRoom() =>
        Assert.Equal(
            Allowed.Keys.Order(StringComparer.Ordinal),
            Directory.GetDirectories(RepositoryRoot.PathOf("src/SK.EmbeddingGemma.Postgres")).Select(Path.GetFileName).Where(static name => name is not ("bin" or "obj")).Order(StringComparer.Ordinal));

    [Fact]
    public void Postgres_ReferencesNoPackageOfOursButMemoryAndCore() =>
        Assert.Subset(
            new HashSet<string>(["SK.EmbeddingGemma.Core", "SK.EmbeddingGemma.Memory"]),
            typeof(PostgresVectorStore).Assembly.GetReferencedAssemblies().Select(static name => name.Name!).Where(static name => name.StartsWith("SK.", StringComparison.Ordinal)).ToHashSet());

    [GeneratedRegex(@"using SK\.EmbeddingGemma\.(\w+)")]
    private static partial Regex Uses();
}
