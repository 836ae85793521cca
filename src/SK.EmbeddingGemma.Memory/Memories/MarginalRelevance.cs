using System.Numerics.Tensors;

namespace SK.EmbeddingGemma.Memories;

/// <summary>Chooses texts that are relevant but unlike one another: maximal marginal relevance (Carbonell and Goldstein, 1998).</summary>
internal static class MarginalRelevance
{
    /// <summary>Returns the chosen, in the order in which they were.</summary>
    /// <param name="candidates">The texts with their vectors.</param>
    /// <param name="top">The most to choose.</param>
    /// <param name="diversity">What likeness counts against relevance, 0 to 1.</param>
    public static List<ScoredText> Choose(List<ScoredText> candidates, int top, double diversity)
    {
        List<ScoredText> chosen = [];
        var open = candidates.Select(candidate => (Candidate: candidate, Likeness: 0.0)).ToList();
        while (chosen.Count < top && open.Count > 0)
        {
            var best = 0;
            for (var i = 1; i < open.Count; i++)
            {
                if (Gain(open[i]) > Gain(open[best]))
                    best = i;
            }

            var next = open[best].Candidate;
            chosen.Add(next);
            open.RemoveAt(best);
            for (var i = 0; i < open.Count; i++)
            {
                var likeness = TensorPrimitives.CosineSimilarity(open[i].Candidate.Vector.Span, next.Vector.Span);
                open[i] = (open[i].Candidate, chosen.Count == 1 ? likeness : Math.Max(open[i].Likeness, likeness));
            }
        }

        return chosen;

        double Gain((ScoredText Candidate, double Likeness) open) => ((1 - diversity) * open.Candidate.Text.Score) - (diversity * open.Likeness);
    }
}
