using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using SK.EmbeddingGemma.Data;
using SK.EmbeddingGemma.Weights;

namespace SK.EmbeddingGemma.Mining;

/// <summary>Compares each query with the positives of all examples.</summary>
internal static class NegativeMining
{
    /// <summary>Finds and writes negatives.</summary>
    public static async Task<int> RunAsync(IEmbeddingGenerator<string, Embedding<float>> generator, TrainingDataSet set, string output, HardNegativeOptions options, CancellationToken cancellationToken)
    {
        var examples = (await ExampleFile.ReadAsync(set, cancellationToken).ConfigureAwait(false)).Pairs
            ?? throw new InvalidDataException($"{set.Path} has texts with labels, whose other labels are negatives already: give a file of pairs.");
        var vectors = await TextVectors.EmbedAsync(generator, examples.SelectMany(example => (PromptedText[])[example.Query, example.Positive]), cancellationToken).ConfigureAwait(false);
        float[][] queries = [.. examples.Select(example => vectors[example.Query])], positives = [.. examples.Select(example => vectors[example.Positive])];
        var found = new int[examples.Count][];
        Parallel.For(0, examples.Count, new ParallelOptions { CancellationToken = cancellationToken }, i => found[i] = Find(examples, queries, positives, i, options));
        Write(output, examples, found, options.Overwrites);
        return found.Sum(numbers => numbers.Length);
    }

    private static int[] Find(IReadOnlyList<TrainingExample> examples, float[][] queries, float[][] positives, int number, HardNegativeOptions options)
    {
        var own = examples[number];
        var right = examples.Where(example => example.Query == own.Query).Select(example => example.Positive.Text).ToHashSet(StringComparer.Ordinal);
        var limit = options.Margin * TensorPrimitives.Dot<float>(queries[number], positives[number]);
        return [.. Enumerable.Range(0, examples.Count)
            .Where(i => !right.Contains(examples[i].Positive.Text) && (own.Group is null || own.Group != examples[i].Group))
            .Select(i => (Number: i, Cosine: TensorPrimitives.Dot<float>(queries[number], positives[i])))
            .Where(item => item.Cosine < limit)
            .OrderByDescending(item => item.Cosine)
            .DistinctBy(item => examples[item.Number].Positive.Text, StringComparer.Ordinal)
            .Take(options.Count)
            .Select(item => item.Number)];
    }

    private static void Write(string output, IReadOnlyList<TrainingExample> examples, int[][] found, bool overwrites)
    {
        var bytes = new ArrayBufferWriter<byte>();
        for (var i = 0; i < examples.Count; i++)
        {
            var (query, positive, _, group) = examples[i];
            ExampleLine.Write(bytes, query.Text, positive.Text, found[i].Select(number => examples[number].Positive.Text), group, positive.Prompt.Title);
        }

        using var file = new NewFile(output, bytes.WrittenCount, overwrites);
        file.Write(bytes.WrittenSpan);
        file.Commit();
    }
}
