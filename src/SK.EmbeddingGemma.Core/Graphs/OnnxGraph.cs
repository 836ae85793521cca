using SK.EmbeddingGemma.Operators;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>A graph of operations.</summary>
/// <param name="name">The graph's name: the names of its values begin with it.</param>
internal sealed class OnnxGraph(string name)
{
    private const int NewestOperatorSet = 21;

    private int _values;

    public string Name { get; } = name;

    /// <summary>Gets the version of ONNX's own operators that the graph is written in.</summary>
    public int OperatorSet { get; init; } = NewestOperatorSet;

    /// <summary>Returns whether the graph has an operator of <paramref name="domain"/>.</summary>
    public bool Has(string domain) => Nodes.Exists(node => node.Domain == domain);

    public List<OnnxNode> Nodes { get; } = [];

    public List<OnnxValue> Inputs { get; } = [];

    public List<OnnxValue> Outputs { get; } = [];

    public List<OnnxInitializer> Initializers { get; } = [];

    /// <summary>Adds an operation with one output and returns the output's name.</summary>
    public string Add(string op, IReadOnlyList<string> inputs, params ReadOnlySpan<OnnxAttribute> attributes) =>
        Add(op, string.Empty, inputs, 1, attributes)[0];

    /// <summary>Adds one of this library's own operations with one output and returns the output's name.</summary>
    public string AddOwn(string op, IReadOnlyList<string> inputs, params ReadOnlySpan<OnnxAttribute> attributes) =>
        Add(op, OwnOperators.Domain, inputs, 1, attributes)[0];

    /// <summary>Adds an operation and returns the names of its outputs.</summary>
    public string[] Add(string op, string domain, IReadOnlyList<string> inputs, int outputs, params ReadOnlySpan<OnnxAttribute> attributes)
    {
        var names = new string[outputs];
        for (var i = 0; i < outputs; i++)
        {
            names[i] = $"{Name}/{op}_{_values++}";
        }

        Nodes.Add(new OnnxNode(op, domain, inputs, names, attributes.ToArray()));
        return names;
    }

    /// <summary>Adds a vector of integers and returns its name.</summary>
    public string Constant(params ReadOnlySpan<long> values) => Add(OnnxInitializer.Integers($"{Name}/constant_{_values++}", values));

    /// <summary>Adds a number, once for a name, and returns the name.</summary>
    public string Scalar(string name, float value) =>
        Initializers.Exists(initializer => initializer.Name == name) ? name : Add(OnnxInitializer.Floats(name, value) with { Shape = [] });

    /// <summary>Adds a constant and returns its name.</summary>
    public string Add(OnnxInitializer initializer)
    {
        Initializers.Add(initializer);
        return initializer.Name;
    }

    /// <summary>Declares an input and returns its name.</summary>
    public string Input(string name, OnnxTensorType type, IReadOnlyList<string> shape)
    {
        Inputs.Add(new OnnxValue(name, type, shape));
        return name;
    }

    /// <summary>Declares <paramref name="value"/>, made by an operation of this graph, as the next output.</summary>
    public void Return(string value, OnnxTensorType type, IReadOnlyList<string> shape) =>
        Outputs.Add(new OnnxValue(value, type, shape));
}
