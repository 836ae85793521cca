using System.Globalization;

using SK.EmbeddingGemma.Operators;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>Writes a graph as an ONNX model. The field numbers are those of ONNX's <c>onnx.proto</c>.</summary>
internal static class OnnxWriter
{
    private const int OwnOperatorSet = 1;
    private const int ExternalLocation = 1;

    /// <summary>Returns the model as bytes; weights stay in their file, which must lie beside the model.</summary>
    public static byte[] Write(OnnxGraph graph) => Build(graph).ToArray();

    /// <summary>Returns the model as a message, which makes large weights when it is written.</summary>
    public static ProtoMessage Build(OnnxGraph graph) => ProtoMessage.Build(model =>
    {
        model.Integer(1, IrVersion(graph));
        model.Text(2, "SK.EmbeddingGemma");
        model.Message(7, message => WriteGraph(message, graph));
        WriteOperatorSet(model, string.Empty, graph.OperatorSet);
        if (graph.Has(OwnOperators.Domain))
            WriteOperatorSet(model, OwnOperators.Domain, OwnOperatorSet);
    });

    // The version of the format that came with the operators: older runtimes refuse a newer one unseen.
    private static int IrVersion(OnnxGraph graph) => graph.OperatorSet >= 21 ? 10 : 8;

    private static void WriteOperatorSet(ProtoMessage model, string domain, int version) => model.Message(8, set =>
    {
        set.Text(1, domain);
        set.Integer(2, version);
    });

    private static void WriteGraph(ProtoMessage message, OnnxGraph graph)
    {
        foreach (var node in graph.Nodes)
        {
            message.Message(1, inner => WriteNode(inner, node));
        }

        message.Text(2, graph.Name);
        foreach (var initializer in graph.Initializers)
        {
            message.Message(5, inner => WriteInitializer(inner, initializer));
        }

        foreach (var input in graph.Inputs)
        {
            message.Message(11, inner => WriteValue(inner, input));
        }

        foreach (var output in graph.Outputs)
        {
            message.Message(12, inner => WriteValue(inner, output));
        }
    }

    private static void WriteNode(ProtoMessage message, OnnxNode node)
    {
        foreach (var input in node.Inputs)
        {
            message.Text(1, input);
        }

        foreach (var output in node.Outputs)
        {
            message.Text(2, output);
        }

        message.Text(4, node.Operator);
        foreach (var attribute in node.Attributes)
        {
            message.Message(5, inner => WriteAttribute(inner, attribute));
        }

        message.Text(7, node.Domain);
    }

    private static void WriteAttribute(ProtoMessage message, OnnxAttribute attribute)
    {
        const int FloatType = 1, IntegerType = 2, IntegersType = 7;
        message.Text(1, attribute.Name);
        if (attribute.Integer is { } integer)
        {
            message.Integer(3, integer);
            message.Integer(20, IntegerType);
        }
        else if (attribute.Float is { } number)
        {
            message.Float(2, number);
            message.Integer(20, FloatType);
        }
        else if (attribute.Integers is { } integers)
        {
            foreach (var value in integers)
            {
                message.Integer(8, value);
            }

            message.Integer(20, IntegersType);
        }
    }

    private static void WriteInitializer(ProtoMessage message, OnnxInitializer initializer)
    {
        foreach (var size in initializer.Shape)
        {
            message.Integer(1, size);
        }

        message.Integer(2, (long)initializer.Type);
        message.Text(8, initializer.Name);
        if (initializer.Content is { } content)
        {
            message.Content(9, content);
            return;
        }

        if (initializer.External is not { } place)
        {
            message.Bytes(9, initializer.Data.Span);
            return;
        }

        WriteEntry(message, "location", place.FileName);
        WriteEntry(message, "offset", place.Offset.ToString(CultureInfo.InvariantCulture));
        WriteEntry(message, "length", place.Length.ToString(CultureInfo.InvariantCulture));
        message.Integer(14, ExternalLocation);
    }

    private static void WriteEntry(ProtoMessage message, string key, string value) => message.Message(13, entry =>
    {
        entry.Text(1, key);
        entry.Text(2, value);
    });

    private static void WriteValue(ProtoMessage message, OnnxValue value)
    {
        message.Text(1, value.Name);
        message.Message(2, type =>
        {
            type.Message(1, tensor =>
            {
                tensor.Integer(1, (long)value.Type);
                tensor.Message(2, dimensions => WriteShape(dimensions, value.Shape));
            });
        });
    }

    private static void WriteShape(ProtoMessage message, IReadOnlyList<string> shape)
    {
        foreach (var size in shape)
        {
            message.Message(1, dimension =>
            {
                if (long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                {
                    dimension.Integer(1, number);
                }
                else
                {
                    dimension.Text(2, size);
                }
            });
        }
    }
}
