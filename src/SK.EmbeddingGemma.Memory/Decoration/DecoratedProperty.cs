using Microsoft.Extensions.VectorData.ProviderServices;

namespace SK.EmbeddingGemma.Decoration;

/// <summary>A vector property whose texts the decorator embeds.</summary>
/// <param name="Property">The property.</param>
/// <param name="Generator">What the inner store takes for its generator.</param>
internal sealed record DecoratedProperty(VectorPropertyModel Property, DocumentGenerator Generator)
{
    /// <summary>Gets whether records hold texts here, and not vectors.</summary>
    public bool IsText => Property.Type == typeof(string);
}
