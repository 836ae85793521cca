using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Memories;

/// <summary>
/// Measures where the relevance floor of a model belongs, and how long chunks should be. Run by hand: <c>SK.EmbeddingGemma.Memory.Tests -explicit only -showLiveOutput</c>;
/// EMBEDDINGGEMMA_FLOOR_MODEL names another model than Nano, EMBEDDINGGEMMA_FLOOR_DOCUMENTS limits the documents.
/// </summary>
public sealed class FloorMeasurement(ITestOutputHelper output)
{
    private static readonly int[] Sizes = [96, 128, 192, 256, 384, 512];

    [Fact(Explicit = true)]
    public async Task Measure_UnrelatedAndRelatedPairs_PrintsFloor()
    {
        using var generator = Generator();
        var embedder = new MemoryEmbedder(generator);
        var cancel = TestContext.Current.CancellationToken;
        var queries = await embedder.EmbedAsync(UnrelatedPairs.Queries, EmbeddingGemmaPrompt.Query, cancel);
        var texts = await embedder.EmbedAsync(UnrelatedPairs.Texts, EmbeddingGemmaPrompt.Document(), cancel);
        Print("probes, unrelated", RelevanceCalibration.Scores(queries, texts));
        Print("probes, related", [.. queries.Zip(texts, Cosine)]);
        output.WriteLine($"model hash {generator.GetService<EmbeddingGemmaSpace>()!.ModelHash}, estimated floor {RelevanceCalibration.FloorOf(RelevanceCalibration.Scores(queries, texts)):F3}");

        Assert.SkipUnless(SharedFolder.Exists, SharedFolder.SkipReason);
        var limit = int.Parse(Environment.GetEnvironmentVariable("EMBEDDINGGEMMA_FLOOR_DOCUMENTS") ?? "1400", System.Globalization.CultureInfo.InvariantCulture);
        var documents = Cranfield.Documents().Take(limit).ToList();
        var vectors = await embedder.EmbedAsync(documents.ConvertAll(document => document.Text), EmbeddingGemmaPrompt.Document(), cancel);
        var own = await embedder.EmbedAsync(Cranfield.Queries(), EmbeddingGemmaPrompt.Query, cancel);
        var others = await embedder.EmbedAsync([.. Cranfield.OtherQueries().Take(300)], EmbeddingGemmaPrompt.Query, cancel);
        var relevant = Cranfield.Relevant();
        var place = documents.Select((document, i) => (document.Id, i)).ToDictionary(pair => pair.Id, pair => pair.i, StringComparer.Ordinal);
        Print("cranfield, relevant pairs", [.. own.SelectMany((query, q) => relevant[q].Where(place.ContainsKey).Select(id => Cosine(query, vectors[place[id]])))]);
        Print("cranfield, best for own queries", [.. own.Select(query => vectors.Max(vector => Cosine(query, vector)))]);
        Print("cranfield, best for programmers' queries", [.. others.Select(query => vectors.Max(vector => Cosine(query, vector)))]);
        Print("cranfield, all for programmers' queries", [.. others.SelectMany(query => vectors.Select(vector => Cosine(query, vector)))]);
    }

    [Fact(Explicit = true)]
    public async Task Measure_ChunkSizes_PrintsNdcg()
    {
        Assert.SkipUnless(SharedFolder.Exists, SharedFolder.SkipReason);
        using var generator = Generator();
        var embedder = new MemoryEmbedder(generator);
        var cancel = TestContext.Current.CancellationToken;
        var (documents, relevant) = (Cranfield.Documents(), Cranfield.Relevant());
        var queries = await embedder.EmbedAsync(Cranfield.Queries(), EmbeddingGemmaPrompt.Query, cancel);
        foreach (var size in Sizes)
        {
            var chunker = new TextChunker(generator.GetService<EmbeddingGemmaTokenizer>()!, new() { MaxTokens = size });
            var parts = documents.SelectMany(document => chunker.Split(document.Text).Select(chunk => (document.Id, chunk.Text))).ToList();
            var vectors = await embedder.EmbedAsync(parts.ConvertAll(part => part.Text), EmbeddingGemmaPrompt.Document(), cancel);
            var ndcg = queries.Select((query, q) => Ndcg([.. parts.Select((part, i) => (part.Id, Score: Cosine(query, vectors[i])))], [.. relevant[q]])).Average();
            output.WriteLine($"{size} tokens: {parts.Count} chunks, nDCG@10 {ndcg:F4}");
        }
    }

    private static double Ndcg(List<(string Id, double Score)> parts, HashSet<string> relevant)
    {
        var best = parts.GroupBy(part => part.Id, StringComparer.Ordinal).Select(group => (group.Key, Score: group.Max(part => part.Score))).OrderByDescending(pair => pair.Score).Take(10);
        var gain = best.Select((pair, rank) => relevant.Contains(pair.Key) ? 1 / Math.Log2(rank + 2) : 0).Sum();
        var ideal = Enumerable.Range(0, Math.Min(10, relevant.Count)).Sum(rank => 1 / Math.Log2(rank + 2));
        return ideal > 0 ? gain / ideal : 0;
    }

    private static EmbeddingGemmaGenerator Generator() =>
        new(new EmbeddingGemmaOptions { Model = EmbeddingGemmaModel.Parse(Environment.GetEnvironmentVariable("EMBEDDINGGEMMA_FLOOR_MODEL") ?? "nano") });

    private static double Cosine(ReadOnlyMemory<float> left, ReadOnlyMemory<float> right) => TensorPrimitives.CosineSimilarity(left.Span, right.Span);

    private void Print(string name, double[] scores)
    {
        Array.Sort(scores);
        double At(double share) => scores[(int)Math.Min(scores.Length - 1, share * scores.Length)];
        output.WriteLine($"{name}: n {scores.Length}, mean {scores.Average():F3}, 1% {At(.01):F3}, 5% {At(.05):F3}, 10% {At(.1):F3}, 50% {At(.5):F3}, 90% {At(.9):F3}, 95% {At(.95):F3}, 99% {At(.99):F3}, 99.9% {At(.999):F3}, max {scores[^1]:F3}");
    }
}
