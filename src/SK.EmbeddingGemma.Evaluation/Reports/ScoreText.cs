using System.Globalization;
using System.Text.Json;

namespace SK.EmbeddingGemma.Reports;

/// <summary>How scores are written.</summary>
internal static class ScoreText
{
    /// <summary>Returns a score in points of 100, with a plus sign where it is asked for.</summary>
    public static string Points(double score, bool signed = false) => (100 * score).ToString(signed ? "+0.00;-0.00;0.00" : "0.00", CultureInfo.InvariantCulture);

    /// <summary>Writes a score; JSON has no NaN, which a correlation with equal scores is.</summary>
    public static void WriteScore(this Utf8JsonWriter writer, string name, double score)
    {
        if (double.IsFinite(score))
            writer.WriteNumber(name, score);
        else
            writer.WriteNull(name);
    }
}
