using System.Text.RegularExpressions;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma;

/// <summary>Keeps the README true: its C# is compiled as part of a sample. Its commands are run by the continuous integration.</summary>
public sealed partial class ReadmeTests
{
    public static TheoryData<string> CodeBlocks => [.. Blocks().Matches(File.ReadAllText(RepositoryRoot.PathOf("README.md"))).Select(block => block.Groups[1].Value)];

    [Theory]
    [MemberData(nameof(CodeBlocks))]
    public void CodeBlock_StandsInASample(string code)
    {
        var samples = Directory.GetFiles(RepositoryRoot.PathOf("samples"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText);
        Assert.Contains(samples, sample => sample.Contains(code, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^```csharp\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Blocks();
}
