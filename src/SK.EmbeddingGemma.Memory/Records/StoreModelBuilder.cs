using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace SK.EmbeddingGemma.Records;

/// <summary>Builds the model of a record from its attributes or its definition. Serves one record: a builder is used once.</summary>
internal sealed class StoreModelBuilder() : CollectionModelBuilder(Options)
{
    private static new readonly CollectionModelBuildingOptions Options = new() { SupportsMultipleVectors = true, RequiresAtLeastOneVector = false };

    /// <inheritdoc/>
    protected override IReadOnlyList<EmbeddingGenerationDispatcher> EmbeddingGenerationDispatchers { get; } =
        [EmbeddingGenerationDispatcher.Create<Embedding<float>>()];

    /// <inheritdoc/>
    protected override void ValidateKeyProperty(KeyPropertyModel keyProperty)
    {
        base.ValidateKeyProperty(keyProperty);
        if (!SupportedTypes.IsKey(keyProperty.Type))
        {
            throw new NotSupportedException(
                $"Property '{keyProperty.ModelName}' has the unsupported type '{keyProperty.Type.Name}'. A key must be one of: {SupportedTypes.KeyNames}.");
        }
    }

    /// <inheritdoc/>
    protected override bool IsDataPropertyTypeValid(Type type, [NotNullWhen(false)] out string? supportedTypes)
    {
        supportedTypes = SupportedTypes.DataNames;
        return SupportedTypes.IsData(type);
    }

    /// <inheritdoc/>
    protected override bool IsVectorPropertyTypeValid(Type type, [NotNullWhen(false)] out string? supportedTypes)
    {
        supportedTypes = SupportedTypes.VectorNames;
        return SupportedTypes.IsVector(type);
    }
}
