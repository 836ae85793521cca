using SK.EmbeddingGemma.Modules;
using SK.EmbeddingGemma.Native;
using TorchSharp;

namespace SK.EmbeddingGemma.Losses;

/// <summary>Each loss against a plain computation of its formula, and its gradient against differences, in double precision.</summary>
public sealed class LossTests
{
    private const int Examples = 4, Width = 6, Most = 2;
    private const double Temperature = 0.1, Hardness = 5;
    private static readonly int[] NegativeCounts = [2, 0, 1, 2];

    public LossTests() => TorchLibraries.Load();

    [Fact]
    public void Contrastive_DuplicatesAndHardNegatives_IsTheFormula()
    {
        using var scope = torch.NewDisposeScope();
        var (queries, positives, negatives) = (Vectors(1, Examples), Vectors(2, Examples), Vectors(3, Examples * Most));
        var masks = Masks();

        var actual = ContrastiveLoss.Of(ToBatch(queries, positives, negatives), masks, Temperature, Hardness).item<double>();

        var expected = 0.0;
        for (var i = 0; i < Examples; i++)
        {
            var sum = 0.0;
            for (var j = 0; j < Examples; j++)
            {
                if (!IsFalse(i, j))
                    sum += Math.Exp(Dot(queries[i], positives[j]) / Temperature);
            }

            for (var k = 0; k < NegativeCounts[i]; k++)
            {
                var cosine = Dot(queries[i], negatives[(i * Most) + k]);
                sum += Math.Exp(Hardness * cosine) * Math.Exp(cosine / Temperature);
            }

            expected -= Math.Log(Math.Exp(Dot(queries[i], positives[i]) / Temperature) / sum) / Examples;
        }

        Assert.Equal(expected, actual, 1e-10);
    }

    [Fact]
    public void SpreadOut_IsTheMeanSquaredCosineOfPairs()
    {
        using var scope = torch.NewDisposeScope();
        var (queries, positives) = (Vectors(1, Examples), Vectors(2, Examples));

        var actual = SpreadOutLoss.Of(ToBatch(queries, positives, null)).item<double>();

        Assert.Equal(MeanSquare(queries) + MeanSquare(positives), actual, 1e-12);

        static double MeanSquare(double[][] vectors) =>
            (from i in Enumerable.Range(0, Examples) from j in Enumerable.Range(0, Examples) where i != j select Math.Pow(Dot(vectors[i], vectors[j]), 2)).Average();
    }

    [Fact]
    public void EmbeddingMatching_SameDimensions_IsTheMeanSquaredDistanceOfEachKind()
    {
        using var scope = torch.NewDisposeScope();
        var (student, teacher) = (new[] { Vectors(1, Examples), Vectors(2, Examples), Vectors(3, Examples * Most) }, new[] { Vectors(4, Examples), Vectors(5, Examples), Vectors(6, Examples * Most) });

        var actual = EmbeddingMatchingLoss.Of(ToBatch(student[0], student[1], student[2]), ToBatch(teacher[0], teacher[1], teacher[2]), Masks(), map: null).item<double>();

        var negatives = from i in Enumerable.Range(0, Examples) from k in Enumerable.Range(0, NegativeCounts[i]) select (i * Most) + k;
        var expected = student[0].Zip(teacher[0], Distance).Average() + student[1].Zip(teacher[1], Distance).Average() + negatives.Average(place => Distance(student[2][place], teacher[2][place]));
        Assert.Equal(expected, actual, 1e-10);
    }

    [Fact]
    public void Whole_SumsOverDimensionsAndHasTheGradientOfItsDifferences()
    {
        using var scope = torch.NewDisposeScope();
        var masks = Masks();
        var loss = new TrainingLoss(new() { Temperature = 0.1f, Hardness = 0, ContrastiveWeight = 1, SpreadOutWeight = 0.5f, DistillationWeight = 2, Dimensions = [Width, 3] });
        var map = Tensor(Vectors(9, 5), 5, Width).requires_grad_(true);
        var teacher = new VectorBatch(Tensor(Vectors(4, Examples, 5), Examples, 5), Tensor(Vectors(5, Examples, 5), Examples, 5), Tensor(Vectors(6, Examples * Most, 5), Examples, Most, 5));
        var raw = Tensor(Vectors(1, Examples * (2 + Most)), Examples * (2 + Most), Width).requires_grad_(true);
        torch.Tensor Compute() => loss.Of(Split(torch.nn.functional.normalize(raw, dim: -1)), masks, teacher, map);

        var gradients = torch.autograd.grad([Compute()], [raw, map]);

        foreach (var (input, gradient) in new[] { (raw, gradients[0]), (map, gradients[1]) })
        {
            for (var place = 0; place < input.numel(); place++)
                Assert.Equal(Difference(input, place, Compute), gradient.flatten()[place].item<double>(), 1e-6);
        }

        Assert.Equal(
            ContrastiveLoss.Of(Split(raw), masks, 0.1f, 0).item<double>() + ContrastiveLoss.Of(Split(raw).CutTo(3), masks, 0.1f, 0).item<double>()
            + (0.5 * (SpreadOutLoss.Of(Split(raw)).item<double>() + SpreadOutLoss.Of(Split(raw).CutTo(3)).item<double>()))
            + (2 * EmbeddingMatchingLoss.Of(Split(raw), teacher, masks, map).item<double>()),
            Compute().item<double>(),
            1e-10);
    }

    [Fact]
    public void Contrastive_HardnessWeight_HasNoGradientOfItsOwn()
    {
        using var scope = torch.NewDisposeScope();
        var raw = Tensor(Vectors(1, Examples * (2 + Most)), Examples * (2 + Most), Width).requires_grad_(true);
        var masks = Masks();
        var weights = Enumerable.Range(0, Examples * Most).Select(place => Hardness * (Split(raw).Queries[place / Most] * Split(raw).Negatives![place / Most, place % Most]).sum().item<double>()).ToArray();
        var constant = torch.tensor(weights, [Examples, Most]);

        var actual = torch.autograd.grad([ContrastiveLoss.Of(Split(raw), masks, Temperature, Hardness)], [raw])[0];

        var split = Split(raw);
        var cosines = split.Queries.matmul(split.Positives.t());
        var scores = torch.cat([(cosines / Temperature).masked_fill(masks.IsFalseNegative, double.NegativeInfinity), (((split.Queries.unsqueeze(1) * split.Negatives!).sum(-1) / Temperature) + constant).masked_fill(masks.IsNegative!.logical_not(), double.NegativeInfinity)], 1);
        var expected = torch.autograd.grad([(scores.logsumexp(1) - (cosines.diagonal() / Temperature)).mean()], [raw])[0];
        Assert.InRange((actual - expected).abs().max().item<double>(), 0, 1e-12);
    }

    private static VectorBatch Split(torch.Tensor all) => new(all.narrow(0, 0, Examples), all.narrow(0, Examples, Examples), all.narrow(0, 2 * Examples, Examples * Most).view(Examples, Most, Width));

    private static double Difference(torch.Tensor input, int place, Func<torch.Tensor> compute)
    {
        const double Step = 1e-6;
        using var noGradient = torch.no_grad();
        var number = input.view(-1)[place];
        number.add_(Step);
        var above = compute().item<double>();
        number.sub_(2 * Step);
        var below = compute().item<double>();
        number.add_(Step);
        return (above - below) / (2 * Step);
    }

    // The first and the third have the same query, the second and the fourth the same group.
    private static BatchMasks Masks() => BatchMasks.Of(["a", "b", "a", "c"], ["p", "q", "r", "s"], [null, "g", null, "g"], NegativeCounts, torch.CPU);

    private static bool IsFalse(int i, int j) => (i, j) is (0, 2) or (2, 0) or (1, 3) or (3, 1);

    private static VectorBatch ToBatch(double[][] queries, double[][] positives, double[][]? negatives) =>
        new(Tensor(queries, Examples, Width), Tensor(positives, Examples, Width), negatives is null ? null : Tensor(negatives, Examples, Most, Width));

    private static torch.Tensor Tensor(double[][] vectors, params long[] shape) => torch.tensor(vectors.SelectMany(vector => vector).ToArray(), shape);

    private static double[][] Vectors(ulong seed, int count, int width = Width)
    {
        var numbers = new SeededNumbers(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var vector = Enumerable.Range(0, width).Select(_ => numbers.NextNormal()).ToArray();
            var length = Math.Sqrt(Dot(vector, vector));
            return Array.ConvertAll(vector, value => value / length);
        })];
    }

    private static double Dot(double[] left, double[] right) => left.Zip(right, (a, b) => a * b).Sum();

    private static double Distance(double[] left, double[] right) => left.Zip(right, (a, b) => (a - b) * (a - b)).Sum();
}
