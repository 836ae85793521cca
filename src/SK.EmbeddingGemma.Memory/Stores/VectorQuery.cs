using System.Linq.Expressions;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace SK.EmbeddingGemma.Stores;

/// <summary>A search by vector, its parts checked. Immutable.</summary>
/// <param name="Property">The property whose vectors are compared.</param>
/// <param name="Vector">What they are compared with.</param>
/// <param name="Top">How many records to return at most.</param>
/// <param name="Skip">How many of the best to leave out.</param>
/// <param name="ScoreThreshold">The worst score that is returned.</param>
/// <param name="Filter">What records must pass.</param>
/// <param name="IncludeVectors">Whether records are to have their vectors.</param>
internal sealed record VectorQuery(VectorPropertyModel Property, ReadOnlyMemory<float> Vector, int Top, int Skip, double? ScoreThreshold, LambdaExpression? Filter, bool IncludeVectors)
{
    /// <summary>Gets how many of the best records hold those that are returned.</summary>
    public int Depth => (int)Math.Min(int.MaxValue, (long)Top + Skip);
}
