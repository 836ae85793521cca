using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Weights;

public sealed class ModelRevisionTests
{
    [Fact]
    public void Compute_Nano_IsTheRevisionItIsNamedWith() =>
        Assert.Equal(EmbeddingGemmaModel.Nano.Revision, ModelRevision.Compute(EmbeddingGemmaModel.Nano.Open()));

    [Fact]
    public void Compute_SameContentElsewhere_IsTheSame() => Assert.Equal(Compute(_ => { }), Compute(_ => { }));

    [Fact]
    public void Compute_AnythingThatMovesVectors_IsAnother()
    {
        string[] revisions =
        [
            Compute(_ => { }),
            Compute(builder => builder.Seed = 2),
            Compute(builder => builder.Normalize = false),
            Compute(builder => builder.Dense.RemoveAt(1)),
            Compute(builder => builder.WeightType = "F16"),
            Compute(builder => builder.Config["sliding_window"] = 32),
            Compute(builder => builder.SentenceConfig["max_seq_length"] = 100),
            Compute(builder => builder.Prompts["prompts"]!["query"] = "another: "),
        ];
        Assert.Equal(revisions.Length, revisions.Distinct().Count());
        Assert.All(revisions, revision => Assert.Matches("^[0-9a-f]{16}$", revision));
    }

    private static string Compute(Action<ModelDirectoryBuilder> change)
    {
        using var folder = new TemporaryFolder();
        var builder = new ModelDirectoryBuilder();
        change(builder);
        return ModelRevision.Compute(ModelDirectory.Open(builder.Write(folder)));
    }
}
