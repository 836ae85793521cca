using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;
using SK.EmbeddingGemma.Records;

namespace SK.EmbeddingGemma.Decoration;

/// <summary>Builds the model of a record without judging its types: the inner store does. Serves one record.</summary>
internal sealed class OpenModelBuilder() : CollectionModelBuilder(new() { SupportsMultipleVectors = true, RequiresAtLeastOneVector = false, UsesExternalSerializer = true })
{
    /// <inheritdoc/>
    protected override void ValidateProperty(PropertyModel propertyModel, VectorStoreCollectionDefinition? definition)
    {
    }

    /// <inheritdoc/>
    protected override bool IsDataPropertyTypeValid(Type type, [NotNullWhen(false)] out string? supportedTypes)
    {
        supportedTypes = null!;
        return true;
    }

    /// <inheritdoc/>
    protected override bool IsVectorPropertyTypeValid(Type type, [NotNullWhen(false)] out string? supportedTypes)
    {
        supportedTypes = nameof(Embedding<>);
        return SupportedTypes.IsVector(type);
    }
}
