using System.Globalization;
using System.Text.Json;
using SK.EmbeddingGemma.Memories;

namespace SK.EmbeddingGemma.Cli;

/// <summary>What cosine means "related", in the output, beside the floor that memory uses.</summary>
/// <param name="Space">The space of the vectors.</param>
/// <param name="Measurement">What was measured.</param>
internal sealed record CalibrationRow(EmbeddingGemmaSpace Space, RelevanceMeasurement Measurement)
{
    /// <summary>Gets what measurements look like.</summary>
    public static ResultLayout<CalibrationRow> Layout { get; } = new()
    {
        Columns =
        [
            new("documents"), new("query prompt"), new("model"), new("dimensions", IsNumber: true), new("related, mean", IsNumber: true), new("unrelated, mean", IsNumber: true), new("deviation", IsNumber: true),
            new("suggested floor", IsNumber: true), new("memory's floor", IsNumber: true), new("related kept", IsNumber: true), new("unrelated kept", IsNumber: true), new("vain queries answered", IsNumber: true),
        ],
        Rows = row => [row.Cells()],
        WriteJson = (writer, row) => row.WriteJson(writer),
    };

    /// <summary>Gets the floor that memory uses for the model at that length, or <see langword="null"/>.</summary>
    private double? MemoryFloor => RelevanceCalibration.Find(Space.WithDimensions(Measurement.Dimensions));

    /// <summary>Gets the floor that memory uses, or else the suggested one.</summary>
    private double Floor => MemoryFloor ?? Measurement.SuggestedFloor;

    private static string Three(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + "%";

    private string[] Cells() =>
    [
        Measurement.Task.Name,
        Measurement.QueryPrompt.ToString(),
        Space.Model,
        Measurement.Dimensions.ToString(CultureInfo.InvariantCulture),
        Three(Measurement.RelatedMean),
        Three(Measurement.UnrelatedMean),
        Three(Measurement.UnrelatedDeviation),
        Three(Measurement.SuggestedFloor),
        MemoryFloor is { } floor ? Three(floor) : "estimated",
        Percent(Measurement.RelatedKept(Floor)),
        Percent(Measurement.UnrelatedKept(Floor)),
        Percent(Measurement.UnrelatedQueriesAnswered(Floor)),
    ];

    private void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("documents", Measurement.Task.Name);
        writer.WriteString("queryPrompt", Measurement.QueryPrompt.ToString());
        writer.WriteString("model", Space.Model);
        writer.WriteNumber("dimensions", Measurement.Dimensions);
        writer.WriteNumber("relatedPairs", Measurement.RelatedPairs);
        writer.WriteNumber("relatedMean", Measurement.RelatedMean);
        writer.WriteNumber("unrelatedPairs", Measurement.UnrelatedPairs);
        writer.WriteNumber("unrelatedMean", Measurement.UnrelatedMean);
        writer.WriteNumber("unrelatedDeviation", Measurement.UnrelatedDeviation);
        WriteShares(writer, "related", Measurement.RelatedAt);
        WriteShares(writer, "unrelated", Measurement.UnrelatedAt);
        writer.WriteNumber("suggestedFloor", Measurement.SuggestedFloor);
        WriteFloor(writer, "atSuggestedFloor", Measurement.SuggestedFloor);
        if (MemoryFloor is { } floor)
        {
            writer.WriteNumber("memoryFloor", floor);
            WriteFloor(writer, "atMemoryFloor", floor);
        }

        writer.WriteEndObject();
    }

    private void WriteFloor(Utf8JsonWriter writer, string name, double floor)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("relatedKept", Measurement.RelatedKept(floor));
        writer.WriteNumber("unrelatedKept", Measurement.UnrelatedKept(floor));
        writer.WriteNumber("unrelatedQueriesAnswered", Measurement.UnrelatedQueriesAnswered(floor));
        writer.WriteEndObject();
    }

    private static void WriteShares(Utf8JsonWriter writer, string name, Func<double, double> at)
    {
        writer.WriteStartObject(name);
        foreach (var share in new[] { 0.01, 0.05, 0.5, 0.95, 0.99, 0.999 })
            writer.WriteNumber(share.ToString(CultureInfo.InvariantCulture), at(share));
        writer.WriteEndObject();
    }
}
