using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using nietras.SeparatedValues;
using SK.EmbeddingGemma;

namespace Recipe;

/// <summary>The train splits of STS-B (English) and Banking77 in the layout of <see cref="TrainingDataSet"/>.</summary>
/// <param name="Similarity">Pairs of sentences that mean the same.</param>
/// <param name="Intents">Texts with labels.</param>
/// <param name="Texts">All texts, one a line.</param>
internal sealed record RecipeData(TrainingDataSet Similarity, TrainingDataSet Intents, string Texts)
{
    private const double LeastScore = 4; // of 5: "mostly equivalent"
    private static readonly JsonSerializerOptions Layout = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the files.</summary>
    public static RecipeData Write(string source, string folder)
    {
        var sentences = Rows(Path.Combine(source, "stsb", "en-train.csv"), hasHeader: false);
        var intents = Rows(Path.Combine(source, "banking77", "train.csv"), hasHeader: true);
        var pairs = sentences.Where(row => double.Parse(row[2], CultureInfo.InvariantCulture) >= LeastScore).Select(row => new { query = row[0], positive = row[1] });
        var texts = sentences.SelectMany(row => row[..2]).Concat(intents.Select(row => row[0])).Select(text => text.ReplaceLineEndings(" ")).Distinct(StringComparer.Ordinal);
        return new(
            new(WriteLines("similarity.jsonl", pairs.Select(pair => JsonSerializer.Serialize(pair, Layout)))) { Task = TrainingTask.SentenceSimilarity, Weight = 1 },
            new(WriteLines("intents.jsonl", intents.Select(row => JsonSerializer.Serialize(new { text = row[0], label = row[1] }, Layout)))) { Task = TrainingTask.Classification, Weight = 1 },
            WriteLines("texts.txt", texts));

        string WriteLines(string name, IEnumerable<string> lines)
        {
            var path = Path.Combine(folder, name);
            File.WriteAllLines(path, lines);
            return path;
        }
    }

    private static List<string[]> Rows(string file, bool hasHeader)
    {
        using var reader = Sep.New(',').Reader(options => options with { HasHeader = hasHeader, Unescape = true, DisableColCountCheck = true }).FromFile(file);
        var rows = new List<string[]>();
        foreach (var row in reader)
        {
            var cells = new string[row.ColCount];
            for (var column = 0; column < cells.Length; column++)
                cells[column] = row[column].ToString();
            rows.Add(cells);
        }

        return rows;
    }
}
