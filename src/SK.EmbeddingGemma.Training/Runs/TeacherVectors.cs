using SK.EmbeddingGemma.Data;
using SK.EmbeddingGemma.Losses;
using TorchSharp;

namespace SK.EmbeddingGemma.Runs;

/// <summary>The teacher's vectors of a run's texts, computed once by the engine. Immutable.</summary>
internal sealed class TeacherVectors
{
    private readonly Dictionary<PromptedText, float[]> _vectors;

    private TeacherVectors(Dictionary<PromptedText, float[]> vectors) => _vectors = vectors;

    /// <summary>Gets the length of the vectors, in floats.</summary>
    public int Dimensions => _vectors.Values.First().Length;

    /// <summary>Embeds texts, each once.</summary>
    public static async Task<TeacherVectors> EmbedAsync(EmbeddingGemmaModel teacher, IEnumerable<PromptedText> texts, int maxTokens, CancellationToken cancellationToken)
    {
        using var generator = new EmbeddingGemmaGenerator(new() { Model = teacher, Precision = EmbeddingGemmaPrecision.Float32, MaxTokens = maxTokens });
        return new(await TextVectors.EmbedAsync(generator, texts, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Returns the vectors of a batch.</summary>
    public VectorBatch Of(IReadOnlyList<TrainingExample> examples, torch.Device device)
    {
        var most = examples.Max(example => example.Negatives.Count);
        return new(
            ToTensor(examples.Select(example => _vectors[example.Query])),
            ToTensor(examples.Select(example => _vectors[example.Positive])),
            most == 0 ? null : ToTensor(examples.SelectMany(example => Enumerable.Range(0, most).Select(place => place < example.Negatives.Count ? _vectors[example.Negatives[place]] : new float[Dimensions]))).view(examples.Count, most, Dimensions));

        torch.Tensor ToTensor(IEnumerable<float[]> vectors) => torch.tensor(vectors.SelectMany(vector => vector).ToArray(), device: device).view(-1, Dimensions);
    }
}
