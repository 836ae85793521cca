using System.Text.RegularExpressions;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Server;

/// <summary>Keeps dependencies pointing one way: a room knows only the rooms before it, and no dialect another.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string[] Common = ["Requests", "Keys", "Prompts", "Readiness", "Admission", "Telemetry", "Embeddings", "Endpoints"];

    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Requests"] = [],
        ["Keys"] = [],
        ["Prompts"] = ["Requests"],
        ["Readiness"] = ["Requests", "Prompts"],
        ["Admission"] = ["Requests"],
        ["Telemetry"] = ["Requests", "Admission"],
        ["Embeddings"] = ["Requests", "Readiness", "Admission", "Telemetry"],
        ["Endpoints"] = ["Requests", "Keys", "Admission", "Telemetry"],
        ["OpenAI"] = Common,
        ["TextEmbeddingsInference"] = Common,
        ["Ollama"] = Common,
        ["Memories"] = [.. Common, "OpenAI"], // the statuses of its errors are OpenAI's
        ["Page"] = [], // it speaks to the endpoints as any client does
        ["DependencyInjection"] = [.. Common, "OpenAI", "TextEmbeddingsInference", "Ollama", "Memories", "Page"],
    };

    public static TheoryData<string> Rooms => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Room_UsesOnlyRoomsItMayKnow(string room)
    {
        var others = Allowed.Keys.Where(other => other != room && !Allowed[room].Contains(other)).ToHashSet(StringComparer.Ordinal);
        var files = Directory.GetFiles(RepositoryRoot.PathOf($"src/SK.EmbeddingGemma.Server/{room}"), "*.cs", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.DoesNotContain(Uses().Matches(File.ReadAllText(file)).Select(use => use.Groups[1].Value), others.Contains));
    }

    [Fact]
    public void Server_HasNoFolderThatIsNoRoom() =>
        Assert.Equal(
            Allowed.Keys.Order(StringComparer.Ordinal),
            Directory.GetDirectories(RepositoryRoot.PathOf("src/SK.EmbeddingGemma.Server")).Select(Path.GetFileName).Where(name => name is not ("bin" or "obj")).Order(StringComparer.Ordinal));

    [GeneratedRegex(@"SK\.EmbeddingGemma\.Server\.(\w+)")]
    private static partial Regex Uses();
}
