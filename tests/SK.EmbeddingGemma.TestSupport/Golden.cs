using System.IO.Compression;
using System.Text.Json;

namespace SK.EmbeddingGemma.TestSupport;

/// <summary>A line of a golden file: what a reference implementation computed.</summary>
/// <param name="Text">The text, possibly with lone surrogates.</param>
/// <param name="Prompt">The prompt in front of the text; empty where there is none.</param>
/// <param name="Ids">The token ids.</param>
/// <param name="Embeddings">The vectors by number of dimensions.</param>
/// <param name="MaxLength">The number of tokens that the reference truncated to, or <see langword="null"/>.</param>
/// <param name="Model">The model's name where the file holds several, or <see langword="null"/>.</param>
public sealed record Golden(string Text, string Prompt, int[] Ids, IReadOnlyDictionary<int, float[]> Embeddings, int? MaxLength, string? Model)
{
    /// <summary>The largest absolute difference from a reference vector that single precision explains.</summary>
    public const float Tolerance = 2e-5f;

    /// <summary>The same for the genuine EmbeddingGemma 300M, which has more layers.</summary>
    public const float GenuineTolerance = 5e-5f;

    /// <summary>Returns the largest absolute difference of two vectors of the same length.</summary>
    public static float Difference(float[] expected, float[] actual) =>
        expected.Zip(actual, (left, right) => MathF.Abs(left - right)).Max();

    /// <summary>Reads <c>goldens/{name}.jsonl.gz</c>.</summary>
    public static List<Golden> Read(string name)
    {
        using var file = File.OpenRead(SharedFolder.PathOf($"goldens/{name}.jsonl.gz"));
        using var reader = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        var goldens = new List<Golden>();
        while (reader.ReadLine() is { } line)
        {
            using var document = JsonDocument.Parse(line);
            goldens.Add(Parse(document.RootElement));
        }

        return goldens;
    }

    private static Golden Parse(JsonElement line)
    {
        var embeddings = new Dictionary<int, float[]>();
        foreach (var property in line.EnumerateObject())
        {
            if (property.Name.StartsWith("embedding", StringComparison.Ordinal))
            {
                var vector = property.Value.EnumerateArray().Select(value => value.GetSingle()).ToArray();
                embeddings[vector.Length] = vector;
            }
        }

        return new Golden(
            JsonText.Unescape(line.GetProperty("text").GetRawText()),
            line.TryGetProperty("prompt", out var prompt) ? JsonText.Unescape(prompt.GetRawText()) : "",
            [.. line.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())],
            embeddings,
            line.TryGetProperty("max_length", out var length) ? length.GetInt32() : null,
            line.TryGetProperty("model", out var model) ? model.GetString() : null);
    }
}
