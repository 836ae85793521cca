using System.Text.Json;
using SK.EmbeddingGemma.Comparison;

namespace SK.EmbeddingGemma.Reports;

public sealed class EvaluationReportTests
{
    [Fact]
    public void ToMtebJson_Result_HasMtebsNames()
    {
        using var document = JsonDocument.Parse(EvaluationReport.ToMtebJson(Result("model/float32", .5)));
        var scores = document.RootElement.GetProperty("scores").GetProperty("test")[0];

        Assert.Equal("set|a", document.RootElement.GetProperty("task_name").GetString());
        Assert.Equal(.5, scores.GetProperty("main_score").GetDouble());
        Assert.Equal(.5, scores.GetProperty("map").GetDouble());
        Assert.Equal(JsonValueKind.Null, scores.GetProperty("mrr").ValueKind);
        Assert.Equal("en", scores.GetProperty("languages")[0].GetString());
    }

    [Fact]
    public void ToMarkdown_TwoModels_HasARowEachAndTheComparison()
    {
        var (first, second) = (Result("model/float32", .5), Result("model/int8", .25));

        var text = EvaluationReport.ToMarkdown([first, second], [EvaluationComparison.Create(first, second, TestContext.Current.CancellationToken)]);

        Assert.Equal(
            """
            | model | dimensions | set\|a, map |
            | --- | ---: | ---: |
            | model/float32 | 2 | 50.00 |
            | model/int8 | 2 | 25.00 |

            | task | dimensions | compared with | model | difference | 95% interval |
            | --- | ---: | --- | --- | ---: | ---: |
            | set\|a | 2 | model/float32 | model/int8 | -25.00 | -25.00 to -25.00 |

            """.ReplaceLineEndings("\n"),
            text);
    }

    [Fact]
    public void Create_OtherTask_Throws()
    {
        var other = new EvaluationResult(new EvaluationTask("other", EvaluationTaskType.Reranking, "test", _ => throw new NotSupportedException()), 2, "m", Scores(.5), TimeSpan.Zero);

        Assert.Throws<ArgumentException>(() => EvaluationComparison.Create(Result("m", .5), other, TestContext.Current.CancellationToken));
    }

    private static EvaluationResult Result(string model, double score) =>
        new(new EvaluationTask("set|a", EvaluationTaskType.Reranking, "test", _ => throw new NotSupportedException()) { Language = "en" }, 2, model, Scores(score), TimeSpan.FromSeconds(1));

    private static TaskScores Scores(double score) =>
        new("map", new Dictionary<string, double>(StringComparer.Ordinal) { ["map"] = score, ["mrr"] = double.NaN }, EvaluationSample.Mean([score, score]));
}
