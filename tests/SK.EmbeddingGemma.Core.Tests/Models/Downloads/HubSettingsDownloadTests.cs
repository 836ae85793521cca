using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Models;

public sealed class HubSettingsDownloadTests
{
    [Theory]
    [InlineData("", "https://huggingface.co/a/b/resolve/main/x/y.json")]
    [InlineData("HF_ENDPOINT=http://mirror:8080/", "http://mirror:8080/a/b/resolve/main/x/y.json")]
    [InlineData("HF_ENDPOINT=https://mirror/hub", "https://mirror/hub/a/b/resolve/main/x/y.json")]
    public void Address_Endpoint_IsRespected(string environment, string expected) =>
        Assert.Equal(expected, new HubFile(new("a/b", "main"), new("x/y.json")).Address(Read(environment).Endpoint).AbsoluteUri);

    [Theory]
    [InlineData("mirror")]
    [InlineData("ftp://mirror")]
    [InlineData("https://user:hf_secret@mirror")]
    [InlineData("https://mirror?x=hf_secret")]
    public void Read_EndpointThatIsNone_IsRefusedWithoutRepeatingIt(string endpoint)
    {
        var fault = Assert.Throws<InvalidDataException>(() => Read($"HF_ENDPOINT={endpoint}"));
        Assert.Contains("HF_ENDPOINT", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hf_secret", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("on", true)]
    [InlineData("Yes", true)]
    [InlineData("TRUE", true)]
    [InlineData("0", false)]
    [InlineData("", false)]
    [InlineData("off", false)]
    public void Read_Offline_IsAsPythonReadsIt(string value, bool expected) => Assert.Equal(expected, Read($"HF_HUB_OFFLINE={value}").IsOffline);

    [Theory]
    [InlineData("HF_TOKEN=a;HUGGING_FACE_HUB_TOKEN=b", "option", "option")]
    [InlineData("HF_TOKEN=a;HUGGING_FACE_HUB_TOKEN=b;HF_TOKEN_PATH={0}/mine", null, "a")]
    [InlineData("HF_TOKEN= ;HUGGING_FACE_HUB_TOKEN=b", null, "b")]
    [InlineData("HF_TOKEN_PATH={0}/mine;HF_HOME={0}/home", null, "of-path")]
    [InlineData("HF_HOME={0}/home;XDG_CACHE_HOME={0}/xdg", null, "of-home")]
    [InlineData("XDG_CACHE_HOME={0}/xdg", null, "of-xdg")]
    [InlineData("", null, "of-user")]
    [InlineData("HF_HOME={0}/nowhere", null, null)]
    public void Read_Token_IsFoundInTheOrderOfPython(string environment, string? option, string? expected)
    {
        using var folder = new TemporaryFolder();
        folder.Write("mine", "of-path\n");
        folder.Write("home/token", " of-home ");
        folder.Write("xdg/huggingface/token", "of-xdg");
        folder.Write("user/.cache/huggingface/token", "of-user");
        Assert.Equal(expected, Read(string.Format(System.Globalization.CultureInfo.InvariantCulture, environment, folder.Path), option, folder.PathOf("user")).Token);
    }

    [Theory]
    [InlineData("hf_secret\r\nX-Evil: 1")]
    [InlineData("hf_secret x")]
    [InlineData("hf_secretä")]
    public void Read_TokenThatIsNone_IsRefusedWithoutRepeatingIt(string token)
    {
        var fault = Assert.Throws<InvalidDataException>(() => Read($"HF_TOKEN={token}"));
        Assert.DoesNotContain("hf_secret", fault.ToString(), StringComparison.Ordinal);
        var option = Assert.Throws<ArgumentException>(() => new EmbeddingGemmaOptions { HuggingFaceToken = token });
        Assert.DoesNotContain("hf_secret", option.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Manifests_ArePinnedWhole()
    {
        Assert.Equal(ModelManifests.Gemma300M.Files.Sum(file => file.Length), ModelManifests.Gemma300M.ApproximateBytes);
        Assert.All(ModelManifests.Gemma300M.Files, file => Assert.Matches("^[0-9a-f]{64}$", file.Sha256));
        Assert.All(new[] { ModelManifests.Gemma300M, ModelManifests.Gemma2 }.SelectMany(manifest => manifest.Sources), source => Assert.Matches("^[0-9a-f]{40}$", source.Revision));
    }

    private static HubSettings Read(string environment, string? option = null, string home = "/nowhere")
    {
        var variables = environment.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        return HubSettings.Read(new(variables.GetValueOrDefault, home), option);
    }
}
