using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using Microsoft.ML;
using ScottPlot;
using SK.EmbeddingGemma;

const int Clusters = 4;
string[] names = ["signing in", "payments and invoices", "crashes of the app", "delivery of parcels", "privacy", "opening hours", "wishes for new features", "praise"];

var picture = args.Length > 0 ? args[0] : Path.Combine(Directory.CreateTempSubdirectory("clustering-").FullName, "tickets.png");
var texts = File.ReadAllLines(args.Length > 1 ? args[1] : Path.Combine(AppContext.BaseDirectory, "tickets.txt"));

using var model = new EmbeddingGemmaGenerator(new EmbeddingGemmaOptions { Model = EmbeddingGemmaModel.Nano });
var generator = model.WithPrompt(EmbeddingGemmaPrompt.Clustering);
var tickets = (await generator.GenerateAsync(texts)).Select((vector, i) => new Ticket { Text = texts[i], Vector = vector.Vector.ToArray() }).ToList();
var labels = await generator.GenerateAsync(names);

var context = new MLContext(seed: 1);
var data = context.Data.LoadFromEnumerable(tickets);
var pipeline = context.Clustering.Trainers.KMeans(new() { FeatureColumnName = nameof(Ticket.Vector), NumberOfClusters = Clusters, NumberOfThreads = 1 })
    .Append(context.Transforms.ProjectToPrincipalComponents(nameof(ClusteredTicket.Place), nameof(Ticket.Vector), rank: 2, seed: 1));
var clusters = context.Data.CreateEnumerable<ClusteredTicket>(pipeline.Fit(data).Transform(data), reuseRowObject: false)
    .GroupBy(ticket => ticket.Cluster).OrderBy(cluster => cluster.Key).Select(cluster => (Name: NameOf(cluster), Tickets: cluster.ToList())).ToList();

var plot = new Plot();
foreach (var (name, grouped) in clusters)
{
    Console.WriteLine($"{name}: {grouped.Count} tickets");
    foreach (var ticket in grouped)
        Console.WriteLine($"  {ticket.Text}");
    plot.Add.ScatterPoints(grouped.Select(ticket => ticket.Place[0]).ToArray(), grouped.Select(ticket => ticket.Place[1]).ToArray()).LegendText = name;
}

plot.ShowLegend();
plot.SavePng(picture, width: 900, height: 600);
Console.Error.WriteLine($"plotted in {picture}");
return clusters.Select(cluster => cluster.Name).Distinct(StringComparer.Ordinal).Count() == Clusters ? 0 : 1;

// The name that is most like the tickets of a cluster, on average.
string NameOf(IEnumerable<ClusteredTicket> cluster) => names[Enumerable.Range(0, names.Length).MaxBy(i => cluster.Average(ticket => TensorPrimitives.CosineSimilarity(ticket.Vector, labels[i].Vector.Span)))];
