using Google.Protobuf;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>Reads what an ONNX file consists of, with the field numbers of ONNX's <c>onnx.proto</c>, apart from the code that writes it.</summary>
internal sealed class PlainModelReader
{
    private PlainModelReader()
    {
    }

    /// <summary>Gets the operator sets that the model declares.</summary>
    public List<(string Domain, long Version)> OperatorSets { get; } = [];

    /// <summary>Gets the operations.</summary>
    public List<OnnxNode> Nodes { get; } = [];

    /// <summary>Gets the element types of the constants, by name.</summary>
    public Dictionary<string, OnnxTensorType> Types { get; } = new(StringComparer.Ordinal);

    public static PlainModelReader Read(string path)
    {
        var model = new PlainModelReader();
        var fields = Fields(new CodedInputStream(File.ReadAllBytes(path)));
        foreach (var set in Messages(fields, 8))
            model.OperatorSets.Add((Text(set, 1), Number(set, 2)));
        foreach (var graph in Messages(fields, 7))
        {
            foreach (var node in Messages(graph, 1))
                model.Nodes.Add(new OnnxNode(Text(node, 4), Text(node, 7), Texts(node, 1), Texts(node, 2), []));
            foreach (var tensor in Messages(graph, 5))
                model.Types.Add(Text(tensor, 8), (OnnxTensorType)Number(tensor, 2));
        }

        return model;
    }

    private static ILookup<int, object> Fields(CodedInputStream input)
    {
        var fields = new List<(int Field, object Value)>();
        while (input.ReadTag() is var tag and not 0)
        {
            object value = WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.Varint => input.ReadInt64(),
                WireFormat.WireType.LengthDelimited => input.ReadBytes(),
                WireFormat.WireType.Fixed32 => input.ReadFloat(),
                var other => throw new InvalidDataException($"ONNX has no fields of wire type {other}."),
            };
            fields.Add((WireFormat.GetTagFieldNumber(tag), value));
        }

        return fields.ToLookup(field => field.Field, field => field.Value);
    }

    private static IEnumerable<ILookup<int, object>> Messages(ILookup<int, object> fields, int field) =>
        fields[field].Select(value => Fields(((ByteString)value).CreateCodedInput()));

    private static string[] Texts(ILookup<int, object> fields, int field) => [.. fields[field].Select(value => ((ByteString)value).ToStringUtf8())];

    private static string Text(ILookup<int, object> fields, int field) => Texts(fields, field).SingleOrDefault("");

    private static long Number(ILookup<int, object> fields, int field) => (long)fields[field].Single();
}
