namespace SK.EmbeddingGemma.Graphs;

public sealed class CacheLocationTests
{
    private static readonly string Home = Path.GetFullPath("/home/someone");

    [Fact]
    public void Locate_Option_WinsOverTheEnvironment() =>
        Assert.Equal(new(Path.GetFullPath("mine"), IsNamed: true), Locate("mine", ("EMBEDDINGGEMMA_CACHE", "/other")));

    [Fact]
    public void Locate_Variable_WinsOverTheSystem() =>
        Assert.Equal(new(Path.GetFullPath("/mine"), IsNamed: true), Locate(null, ("EMBEDDINGGEMMA_CACHE", "/mine"), ("XDG_CACHE_HOME", "/other")));

    [Theory]
    [InlineData("", "/caches", "/caches/embeddinggemma")]
    [InlineData(null, "relative", "/home/someone/.cache/embeddinggemma")]
    [InlineData(null, "", "/home/someone/.cache/embeddinggemma")]
    [InlineData(null, null, "/home/someone/.cache/embeddinggemma")]
    public void Locate_NothingNamed_IsTheSystemsPlace(string? variable, string? xdg, string expected)
    {
        if (OperatingSystem.IsLinux()) // other systems have other places
            Assert.Equal(new(expected, IsNamed: false), Locate(null, ("EMBEDDINGGEMMA_CACHE", variable), ("XDG_CACHE_HOME", xdg)));
    }

    [Fact]
    public void Locate_NoHome_IsNowhere() =>
        Assert.Equal(new(null, IsNamed: false), CacheLocation.Locate(null, _ => null, _ => ""));

    private static CacheLocation Locate(string? option, params (string Name, string? Value)[] variables) =>
        CacheLocation.Locate(option, name => variables.FirstOrDefault(variable => variable.Name == name).Value, _ => Home);
}
