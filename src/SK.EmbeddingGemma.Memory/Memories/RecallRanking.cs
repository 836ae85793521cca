namespace SK.EmbeddingGemma;

/// <summary>What a recall goes by.</summary>
public enum RecallRanking
{
    /// <summary>Meaning alone: the cosine of the question's vector and the text's.</summary>
    Meaning = 0,

    /// <summary>Meaning and words together, merged by reciprocal rank fusion: finds names and numbers too that mean little to a model. The store must offer hybrid search, as those of this library do.</summary>
    MeaningAndWords = 1,
}
