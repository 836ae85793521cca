using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Ingestion;

public sealed class FolderFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private List<string> List(IngestionOptions options) => new FolderFiles(_folder.Path, options).List(TestContext.Current.CancellationToken);

    [Fact]
    public void List_Defaults_LeaveOutWhatIsMadeOrHidden()
    {
        foreach (var path in new[] { "b.txt", "a/c.md", ".git/config", "bin/x.txt", "src/obj/y.txt", "node_modules/z.js", ".hidden", ".vs/a" })
            _folder.Write(path, "x");
        Assert.Equal(["a/c.md", "b.txt"], List(new()));
        Assert.Equal(8, List(new() { UseDefaultExcludes = false }).Count);
    }

    [Fact]
    public void List_Patterns_IncludeAndExclude()
    {
        foreach (var path in new[] { "a.md", "docs/b.MD", "docs/c.txt", "docs/old/d.md" })
            _folder.Write(path, "x");
        Assert.Equal(["a.md", "docs/b.MD"], List(new() { Include = { "**/*.md" }, Exclude = { "docs/old/**" } }));
    }

    [Fact]
    public void List_FolderThatLinksBack_IsNotEntered()
    {
        _folder.Write("a/b.txt", "x");
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "a", "loop"), _folder.Path);
        Assert.Equal(["a/b.txt"], List(new()));
    }

    [Fact]
    public void List_LinkedFile_IsTakenUnlessForbidden()
    {
        _folder.Write("outside/secret.txt", "x");
        _folder.Write("a/b.txt", "x");
        File.CreateSymbolicLink(_folder.PathOf("a/link.txt"), _folder.PathOf("outside/secret.txt"));
        Assert.Equal(["a/b.txt", "a/link.txt", "outside/secret.txt"], List(new()));
        Assert.Equal(["a/b.txt", "outside/secret.txt"], List(new() { FollowLinkedFiles = false }));
    }
}
