using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Cli.Mcp;

public sealed class AllowedFoldersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public AllowedFoldersTests()
    {
        _folder.Write("docs/deep/a.txt", "a");
        _folder.Write("docs-not/b.txt", "b");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "docs")]
    [InlineData(".", "docs")]
    [InlineData("deep", "docs/deep")]
    [InlineData("deep/../deep", "docs/deep")]
    public void Resolve_Inside_GivesThePath(string path, string expected) =>
        Assert.EndsWith(expected, Allowed().Resolve(path.Length == 0 ? _folder.PathOf("docs") : path), StringComparison.Ordinal);

    [Theory]
    [InlineData("..")]
    [InlineData("../docs-not")]
    [InlineData("deep/../../docs-not")]
    [InlineData("/")]
    [InlineData("/etc")]
    [InlineData("../missing")]
    public void Resolve_Outside_IsRefused(string path) => Assert.Throws<UnauthorizedAccessException>(() => Allowed().Resolve(path));

    [Fact]
    public void Resolve_ThroughALink_IsRefused()
    {
        Directory.CreateSymbolicLink(_folder.PathOf("docs/link"), _folder.PathOf("docs-not"));
        Assert.Throws<UnauthorizedAccessException>(() => Allowed().Resolve("link"));
    }

    [Fact]
    public void Resolve_ThroughALinkToTheRoot_GivesTheRealPath()
    {
        Directory.CreateSymbolicLink(_folder.PathOf("way"), _folder.PathOf("docs"));
        Assert.Equal(new AllowedFolders([_folder.PathOf("way")]).Resolve("deep"), Allowed().Resolve(_folder.PathOf("way/deep")));
    }

    [Fact]
    public void Resolve_Missing_SaysSo() => Assert.Throws<DirectoryNotFoundException>(() => Allowed().Resolve("none"));

    [Fact]
    public void Resolve_WithoutRoots_IsRefused() =>
        Assert.Contains("--root", Assert.Throws<UnauthorizedAccessException>(() => new AllowedFolders([]).Resolve("docs")).Message, StringComparison.Ordinal);

    [Fact]
    public void New_MissingRoot_IsRefused() => Assert.Throws<DirectoryNotFoundException>(() => new AllowedFolders([_folder.PathOf("none")]));

    private AllowedFolders Allowed() => new([_folder.PathOf("docs")]);
}
