using Microsoft.ML.OnnxRuntime;
using SK.EmbeddingGemma.Graphs;
using SK.EmbeddingGemma.Inference;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Operators;

public sealed class OwnOperatorsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Open_NodeWithoutAnAttribute_NamesIt()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, OnnxAttribute.Of(LinearAttributes.Width, 1), OnnxAttribute.Of(LinearAttributes.Inputs, 2));
        var exception = Assert.Throws<OnnxRuntimeException>(() => SessionFactory.Open(path, 1, Cancellation));
        Assert.Contains(LinearAttributes.IsGated, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NumberThatIsNoLayer_SaysSo()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, OnnxAttribute.Of(LinearAttributes.Width, 1L << 40), OnnxAttribute.Of(LinearAttributes.Inputs, 2), OnnxAttribute.Of(LinearAttributes.IsGated, 0));
        Assert.Throws<OnnxRuntimeException>(() => SessionFactory.Open(path, 1, Cancellation));
    }

    [Fact]
    public void Run_InAGraph_ComputesOnTheSessionsThreads()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, OnnxAttribute.Of(LinearAttributes.Width, 1), OnnxAttribute.Of(LinearAttributes.Inputs, 2), OnnxAttribute.Of(LinearAttributes.IsGated, 0));
        using var session = SessionFactory.Open(path, 2, Cancellation);
        var rows = Enumerable.Range(0, 2000).Select(i => (float)i).ToArray();

        using var input = OrtValue.CreateTensorValueFromMemory(rows, [1000, 2]);
        using var options = new RunOptions();
        using var result = session.Run(options, ["rows"], [input], ["result"]);

        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (3f * (2 * i)) + (5f * ((2 * i) + 1))), result[0].GetTensorDataAsSpan<float>().ToArray());
    }

    private static string Write(TemporaryFolder folder, params OnnxAttribute[] attributes)
    {
        var panels = new float[64];
        (panels[0], panels[32]) = (3, 5);
        var graph = new OnnxGraph("test");
        graph.Input("rows", OnnxTensorType.Float, ["count", "2"]);
        graph.Add(OnnxInitializer.Floats("weights", panels));
        graph.Nodes.Add(new OnnxNode(FloatLinearOperator.OperatorName, OwnOperators.Domain, ["rows", "weights"], ["result"], attributes));
        graph.Return("result", OnnxTensorType.Float, ["count", "1"]);
        var path = Path.Combine(folder.Path, "test.onnx");
        File.WriteAllBytes(path, OnnxWriter.Write(graph));
        return path;
    }
}
