using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>The gated feed-forward layers of a plain graph, with GELU in its form with tanh.</summary>
internal sealed class PlainFeedForward(OnnxGraph graph, PlainLinear linear, GemmaConfig config)
{
    /// <summary>Adds a layer and returns its result.</summary>
    public string Add(string input, string prefix)
    {
        var gate = linear.Add(input, prefix + "gate_proj.weight", config.IntermediateSize, config.HiddenSize);
        var up = linear.Add(input, prefix + "up_proj.weight", config.IntermediateSize, config.HiddenSize);
        return linear.Add(graph.Add("Mul", [Gelu(gate), up]), prefix + "down_proj.weight", config.HiddenSize, config.IntermediateSize);
    }

    /// <summary>0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))).</summary>
    private string Gelu(string input)
    {
        var cube = graph.Add("Mul", [graph.Add("Pow", [input, graph.Scalar("three", 3)]), graph.Scalar("gelu_cubic", 0.044715f)]);
        var inner = graph.Add("Mul", [graph.Add("Add", [input, cube]), graph.Scalar("gelu_scale", MathF.Sqrt(2 / MathF.PI))]);
        var factor = graph.Add("Add", [graph.Add("Tanh", [inner]), graph.Scalar("one", 1)]);
        return graph.Add("Mul", [graph.Add("Mul", [input, graph.Scalar("half", 0.5f)]), factor]);
    }
}
