using System.Text.RegularExpressions;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma;

/// <summary>Keeps dependencies pointing one way: a room knows only those before it.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string[] Order =
        ["Native", "Modules", "Data", "Mining", "Synthesis", "Losses", "Quantization", "Optimization", "Initialization", "Checkpoints", "Export", "Pretraining", "Runs", "Souping"];

    public static TheoryData<string> Rooms => [.. Order];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Room_UsesOnlyRoomsBeforeIt(string room)
    {
        var later = Order[(Array.IndexOf(Order, room) + 1)..];
        var files = Directory.GetFiles(RepositoryRoot.PathOf($"src/SK.EmbeddingGemma.Training/{room}"), "*.cs");
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.DoesNotContain(Uses().Matches(File.ReadAllText(file)).Select(use => use.Groups[1].Value), later.Contains));
    }

    [Fact]
    public void Training_HasNoFolderThatIsNoRoom() =>
        Assert.Equal(
            Order.Order(StringComparer.Ordinal),
            Directory.GetDirectories(RepositoryRoot.PathOf("src/SK.EmbeddingGemma.Training")).Select(Path.GetFileName).Where(name => name is not ("bin" or "obj")).Order(StringComparer.Ordinal));

    [GeneratedRegex(@"using SK\.EmbeddingGemma\.(\w+)")]
    private static partial Regex Uses();
}
