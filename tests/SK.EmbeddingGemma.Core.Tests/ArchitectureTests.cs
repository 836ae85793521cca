using System.Text.RegularExpressions;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma;

/// <summary>Keeps dependencies pointing one way: a room knows only the rooms before it, and Core knows no other package of ours.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string[] Rooms = ["Tokenization", "Prompts", "Models", "Weights", "Kernels", "Operators", "Graphs", "Inference", "Generation", "DependencyInjection"];

    public static TheoryData<string> AllRooms => [.. Rooms];

    [Theory]
    [MemberData(nameof(AllRooms))]
    public void Room_UsesOnlyRoomsBeforeIt(string room)
    {
        var later = Rooms[(Array.IndexOf(Rooms, room) + 1)..];
        var files = Directory.GetFiles(RepositoryRoot.PathOf($"src/SK.EmbeddingGemma.Core/{room}"), "*.cs", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.DoesNotContain(Uses().Matches(File.ReadAllText(file)).Select(use => use.Groups[1].Value), later.Contains));
    }

    [Fact]
    public void Core_HasNoFolderThatIsNoRoom() =>
        Assert.Equal(
            Rooms.Order(StringComparer.Ordinal),
            Directory.GetDirectories(RepositoryRoot.PathOf("src/SK.EmbeddingGemma.Core")).Select(Path.GetFileName).Where(name => name is not ("bin" or "obj")).Order(StringComparer.Ordinal));

    [Fact]
    public void Core_ReferencesNoOtherPackageOfOurs() =>
        Assert.DoesNotContain(typeof(EmbeddingGemmaGenerator).Assembly.GetReferencedAssemblies(), name => name.Name!.StartsWith("SK.", StringComparison.Ordinal));

    [GeneratedRegex(@"SK\.EmbeddingGemma\.(\w+)")]
    private static partial Regex Uses();
}
