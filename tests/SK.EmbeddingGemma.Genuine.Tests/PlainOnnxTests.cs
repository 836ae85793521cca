using SK.EmbeddingGemma.Graphs;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma;

/// <summary>EmbeddingGemma 300M written as plain ONNX, in ONNX Runtime, against what sentence-transformers computes from the same weights.</summary>
public sealed class PlainOnnxTests
{
    [Fact(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    public void Write_GenuineModel_MatchesSentenceTransformers()
    {
        using var model = new TemporaryFolder();
        using var target = new TemporaryFolder();
        PackedModel.Unpack(model);
        var path = target.PathOf("model.onnx");
        var goldens = Golden.Read("embeddinggemma-300m").OrderBy(golden => golden.Ids.Length).ToArray();
        var shorter = goldens.Where((_, i) => i % (goldens.Length / 11) == 0).Take(11);
        Golden[] chosen = [.. shorter, goldens.First(golden => golden.Ids.Length > 512)];

        foreach (var externalData in new[] { true, false })
        {
            PlainOnnxExport.Write(
                ModelDirectory.Open(model.Path), path, new() { ExternalData = externalData, Overwrites = true }, progress: null, TestContext.Current.CancellationToken);
            using var session = new PlainSession(path);
            var vectors = chosen.Chunk(4).SelectMany(batch => session.Embed([.. batch.Select(golden => (ReadOnlyMemory<int>)golden.Ids)]));

            Assert.All(chosen.Zip(vectors), pair => Assert.InRange(Golden.Difference(pair.First.Embeddings[768], pair.Second), 0, Golden.GenuineTolerance));
        }
    }
}
