using Microsoft.Extensions.AI;

namespace SK.EmbeddingGemma.Data;

/// <summary>Embeds the texts of examples, each with its prompt and each once.</summary>
internal static class TextVectors
{
    /// <summary>So many texts a call bound how long one takes, and so how late it sees that it is cancelled.</summary>
    private const int TextsPerCall = 256;

    /// <summary>Returns the vector of each text.</summary>
    public static async Task<Dictionary<PromptedText, float[]>> EmbedAsync(IEmbeddingGenerator<string, Embedding<float>> generator, IEnumerable<PromptedText> texts, CancellationToken cancellationToken)
    {
        var vectors = new Dictionary<PromptedText, float[]>();
        foreach (var group in texts.Distinct().GroupBy(text => text.Prompt))
        {
            foreach (var chunk in group.OrderBy(text => text.Text.Length).Chunk(TextsPerCall))
            {
                var embeddings = await generator.GenerateAsync(chunk.Select(text => text.Text), group.Key.ToOptions(), cancellationToken).ConfigureAwait(false);
                foreach (var (text, embedding) in chunk.Zip(embeddings))
                    vectors[text] = embedding.Vector.ToArray();
            }
        }

        return vectors;
    }
}
