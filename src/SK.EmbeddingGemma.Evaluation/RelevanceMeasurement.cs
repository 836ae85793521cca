using SK.EmbeddingGemma.Calibration;

namespace SK.EmbeddingGemma;

/// <summary>What cosine means "related" for a pair of prompts, measured on a retrieval set. Immutable and thread-safe.</summary>
/// <remarks>
/// Related pairs are queries with the documents that answer them; unrelated ones are queries of the other sets, embedded with this set's query prompt, with every document. The suggested floor is
/// what one unrelated pair in a thousand reaches. Cosines of shorter vectors are spread wider: a floor holds for one length.
/// </remarks>
public sealed class RelevanceMeasurement
{
    /// <summary>The share of unrelated pairs that lie below the suggested floor: among a thousand documents one is found in vain.</summary>
    private const double UnrelatedBelow = 0.999;

    private readonly CosineDistribution _related;
    private readonly CosineDistribution _unrelated;
    private readonly CosineDistribution _bestOfUnrelated;

    internal RelevanceMeasurement(EvaluationTask task, EmbeddingGemmaPrompt prompt, int dimensions, CosineDistribution related, CosineDistribution unrelated, CosineDistribution bestOfUnrelated)
    {
        (Task, QueryPrompt, Dimensions) = (task, prompt, dimensions);
        (_related, _unrelated, _bestOfUnrelated) = (related, unrelated, bestOfUnrelated);
    }

    /// <summary>Gets the task whose documents were measured.</summary>
    public EvaluationTask Task { get; }

    /// <summary>Gets the prompt of queries; documents have <see cref="EmbeddingGemmaPrompt.Document"/>.</summary>
    public EmbeddingGemmaPrompt QueryPrompt { get; }

    /// <summary>Gets the length of vectors, in floats.</summary>
    public int Dimensions { get; }

    /// <summary>Gets the number of related pairs.</summary>
    public int RelatedPairs => _related.Count;

    /// <summary>Gets the mean cosine of related pairs.</summary>
    public double RelatedMean => _related.Mean;

    /// <summary>Gets the number of unrelated pairs.</summary>
    public int UnrelatedPairs => _unrelated.Count;

    /// <summary>Gets the mean cosine of unrelated pairs.</summary>
    public double UnrelatedMean => _unrelated.Mean;

    /// <summary>Gets the standard deviation of unrelated pairs' cosines.</summary>
    public double UnrelatedDeviation => _unrelated.Deviation;

    /// <summary>Gets the cosine from which a document should count as related.</summary>
    public double SuggestedFloor => _unrelated.At(UnrelatedBelow);

    /// <summary>Returns the cosine below which a share of related pairs lies.</summary>
    /// <param name="share">The share, from 0 to 1.</param>
    public double RelatedAt(double share) => _related.At(share);

    /// <summary>Returns the cosine below which a share of unrelated pairs lies.</summary>
    /// <param name="share">The share, from 0 to 1.</param>
    public double UnrelatedAt(double share) => _unrelated.At(share);

    /// <summary>Returns the share of related pairs that reach a floor.</summary>
    /// <param name="floor">The floor, a cosine.</param>
    public double RelatedKept(double floor) => _related.ShareFrom(floor);

    /// <summary>Returns the share of unrelated pairs that reach a floor.</summary>
    /// <param name="floor">The floor, a cosine.</param>
    public double UnrelatedKept(double floor) => _unrelated.ShareFrom(floor);

    /// <summary>Returns the share of unrelated queries for which at least one document reaches a floor: they are answered where nothing is to be found.</summary>
    /// <param name="floor">The floor, a cosine.</param>
    public double UnrelatedQueriesAnswered(double floor) => _bestOfUnrelated.ShareFrom(floor);
}
