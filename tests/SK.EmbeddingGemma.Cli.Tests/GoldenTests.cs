using System.Text;
using System.Text.Json;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Cli;

public sealed class GoldenTests
{
    private const float Tolerance = 2e-5f;

    [Theory(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    [InlineData("tiny-v1", "goldens/tiny-v1")]
    [InlineData("tiny-v1", "goldens/tiny-v1/exported.onnx")]
    [InlineData("tiny-v2", "goldens/tiny-v2")]
    [InlineData("nano", "models/nano")]
    public Task Embed_GoldenLines_GivesIdsAndVectorsOfTheReference(string golden, string model) => AssertGoldensAsync(golden, SharedFolder.PathOf(model));

    [Theory(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    [InlineData("tiny-v1", "goldens/tiny-v1")]
    [InlineData("nano", "models/nano")]
    public async Task Embed_GoldenLinesWithAnExportedGguf_GivesIdsAndVectorsOfTheReference(string golden, string model)
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("model.gguf");
        (await ToolRun.OfAsync("export", "--model", SharedFolder.PathOf(model), "--format", "gguf", "--type", "f32", "--output", path, "--quiet")).Succeeds();
        await AssertGoldensAsync(golden, path);
    }

    private static async Task AssertGoldensAsync(string golden, string model)
    {
        var goldens = Golden.Read(golden);
        using var folder = new TemporaryFolder();
        var input = folder.Write("lines.jsonl", string.Concat(goldens.Select(line => $"{{\"text\": {Escape(line.Text)}, \"prompt\": {Escape(line.Prompt)}}}\n")));

        var run = await ToolRun.OfAsync(
            "embed", "--model", model, "--format", "jsonl", "--with-ids", "--quiet", "--input", input);

        Assert.Equal(goldens.Count, run.Succeeds().Lines.Length);
        Assert.All(goldens.Zip(run.Lines), pair => Compare(pair.First, pair.Second));
    }

    private static void Compare(Golden golden, string line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        Assert.Equal(["text", "prompt", "ids", "truncatedFrom", "embedding"], root.EnumerateObject().Select(property => property.Name));
        Assert.Equal(golden.Text, TestSupport.JsonText.Unescape(root.GetProperty("text").GetRawText()));
        Assert.Equal(golden.Prompt, root.GetProperty("prompt").GetString());
        Assert.Equal(golden.Ids, root.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()));
        var vector = root.GetProperty("embedding").EnumerateArray().Select(value => value.GetSingle()).ToArray();
        var expected = golden.Embeddings[vector.Length];
        Assert.InRange(expected.Zip(vector, (left, right) => Math.Abs(left - right)).Max(), 0, Tolerance);
    }

    // Everything but letters and digits, so that the tool's own reading of escapes is what is tested.
    private static string Escape(string text)
    {
        var json = new StringBuilder("\"");
        foreach (var character in text)
            json.Append(char.IsAsciiLetterOrDigit(character) ? character.ToString() : $"\\u{(int)character:x4}");
        return json.Append('"').ToString();
    }
}
