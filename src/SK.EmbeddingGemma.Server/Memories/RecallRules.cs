using SK.EmbeddingGemma.Server.Requests;

namespace SK.EmbeddingGemma.Server.Memories;

/// <summary>What a search may ask for.</summary>
internal static class RecallRules
{
    private const int MostResults = 1000;

    /// <summary>Reads the options of a search.</summary>
    /// <exception cref="RequestFaultException">One of them is not allowed.</exception>
    public static RecallOptions Read(RecallRequest request)
    {
        if (request.Top is < 1 or > MostResults)
            throw new RequestFaultException(FaultKind.ValueInvalid, "top must be 1 to 1000.", "top");
        if (request.MinScore is < -1 or > 1)
            throw new RequestFaultException(FaultKind.ValueInvalid, "min_score is a cosine, from -1 to 1.", "min_score");
        if (request.Diversity is < 0 or > 1)
            throw new RequestFaultException(FaultKind.ValueInvalid, "diversity must be from 0 to 1.", "diversity");

        var options = new RecallOptions { RelevanceFloor = request.MinScore, Diversity = request.Diversity ?? 0, Ranking = RankingOf(request.Mode), Source = request.Source, Tag = request.Tag };
        if (request.Top is { } top)
            options.Top = top;
        return options;
    }

    private static RecallRanking RankingOf(string? mode) => mode switch
    {
        null or "vector" => RecallRanking.Meaning,
        "hybrid" => RecallRanking.MeaningAndWords,
        _ => throw new RequestFaultException(FaultKind.ValueInvalid, "mode must be vector or hybrid.", "mode"),
    };
}
