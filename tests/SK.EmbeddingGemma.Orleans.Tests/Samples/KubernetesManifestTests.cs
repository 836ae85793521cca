using SK.EmbeddingGemma.TestSupport;
using YamlDotNet.RepresentationModel;

namespace SK.EmbeddingGemma.Samples;

/// <summary>The sample's manifests are well-formed, and say what Orleans reads from a pod.</summary>
public sealed class KubernetesManifestTests
{
    private static readonly string Folder = RepositoryRoot.PathOf("samples/Cluster/kubernetes");

    public static TheoryData<string> Files => [.. Directory.GetFiles(Folder, "*.yaml").Select(static file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Manifest_IsWellFormed(string file)
    {
        var documents = Read(file);
        Assert.NotEmpty(documents);
        Assert.All(documents, static document =>
        {
            Assert.NotEmpty(Text(document, "apiVersion"));
            Assert.NotEmpty(Text(document, "kind"));
            Assert.NotEmpty(Text(document, "metadata", "name"));
        });
        Assert.Equal(documents.Count, documents.Select(static document => (Text(document, "kind"), Text(document, "metadata", "name"))).Distinct().Count());
    }

    [Fact]
    public void Silos_TellOrleansWhatTheirPodsAre()
    {
        var documents = Read("silo.yaml");
        var pod = (YamlMappingNode)documents.Single(static document => Text(document, "kind") == "Deployment")["spec"]["template"];
        Assert.Equal("embeddings", ((YamlScalarNode)pod["metadata"]["labels"]["orleans/serviceId"]).Value);
        Assert.Equal("embeddings-nano", ((YamlScalarNode)pod["metadata"]["labels"]["orleans/clusterId"]).Value);
        var container = (YamlMappingNode)pod["spec"]["containers"][0];
        var names = ((YamlSequenceNode)container["env"]).Select(static variable => ((YamlScalarNode)variable["name"]).Value).ToList();
        Assert.Subset(names.ToHashSet(), new HashSet<string?> { "POD_NAME", "POD_NAMESPACE", "POD_IP", "ORLEANS_SERVICE_ID", "ORLEANS_CLUSTER_ID" });
        Assert.Equal(Text((YamlMappingNode)pod["spec"], "serviceAccountName"), Text(documents.Single(static document => Text(document, "kind") == "ServiceAccount"), "metadata", "name"));
        var verbs = ((YamlSequenceNode)documents.Single(static document => Text(document, "kind") == "Role")["rules"][0]["verbs"]).Select(static verb => ((YamlScalarNode)verb).Value);
        Assert.Contains("watch", verbs);
    }

    private static List<YamlMappingNode> Read(string file)
    {
        using var reader = new StreamReader(Path.Combine(Folder, file));
        var stream = new YamlStream();
        stream.Load(reader);
        return [.. stream.Documents.Select(static document => (YamlMappingNode)document.RootNode)];
    }

    private static string Text(YamlNode node, params string[] path) => ((YamlScalarNode)path.Aggregate(node, static (current, key) => current[key])).Value!;
}
