using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;
using SK.EmbeddingGemma.Records;

namespace SK.EmbeddingGemma.Decoration;

/// <summary>What the decorator knows of a collection's records: which vector properties it serves, and where the title is. Immutable.</summary>
internal sealed class DecoratedModel
{
    private readonly CollectionModel _model;
    private readonly PropertyModel? _title;

    private DecoratedModel(CollectionModel model, Type recordType, StoreEmbedder embedder)
    {
        _model = model;
        _title = TitleReader.Find(model, recordType, embedder.TitleProperty);
        Embedder = embedder;
        Properties = [.. model.VectorProperties.Where(property => IsServed(property, embedder)).Select(property => new DecoratedProperty(property, new(embedder, property.Dimensions)))];
    }

    /// <summary>Gets what embeds.</summary>
    public StoreEmbedder Embedder { get; }

    /// <summary>Gets the vector properties that the decorator serves: those without a generator of their own.</summary>
    public IReadOnlyList<DecoratedProperty> Properties { get; }

    /// <summary>Gets whether records have a title.</summary>
    public bool HasTitle => _title is not null;

    /// <summary>Gets the name of a vector property that holds texts, or <see langword="null"/>.</summary>
    public string? TextProperty => _model.VectorProperties.FirstOrDefault(property => property.Type == typeof(string))?.ModelName;

    /// <summary>Reads a type's attributes, and a definition where there is one.</summary>
    /// <exception cref="InvalidOperationException">A property has more dimensions than the model gives; or the attributes contradict one another or the definition.</exception>
    /// <exception cref="NotSupportedException">There is no key.</exception>
    [RequiresDynamicCode("Reads the properties of a record type.")]
    [RequiresUnreferencedCode("Reads the properties of a record type.")]
    public static DecoratedModel OfType(Type recordType, Type keyType, VectorStoreCollectionDefinition? definition, StoreEmbedder embedder) =>
        new(new OpenModelBuilder().Build(recordType, keyType, definition, defaultEmbeddingGenerator: null), recordType, embedder);

    /// <summary>Reads the definition of dynamic records.</summary>
    /// <exception cref="InvalidOperationException">A property has no type, or more dimensions than the model gives.</exception>
    /// <exception cref="NotSupportedException">There is no key.</exception>
    public static DecoratedModel OfDefinition(VectorStoreCollectionDefinition definition, StoreEmbedder embedder) =>
        new(new OpenModelBuilder().BuildDynamic(definition, definition.EmbeddingGenerator), typeof(Dictionary<string, object?>), embedder);

    /// <summary>Takes the model that a collection shows.</summary>
    /// <exception cref="InvalidOperationException">A property has more dimensions than the model gives.</exception>
    public static DecoratedModel OfCollection(CollectionModel model, Type recordType, StoreEmbedder embedder) => new(model, recordType, embedder);

    /// <summary>Returns the property that a search is about where the decorator serves it, or <see langword="null"/> where it has a generator of its own.</summary>
    /// <exception cref="InvalidOperationException">There is no vector property, or several while none is chosen.</exception>
    public DecoratedProperty? Find<TRecord>(Expression<Func<TRecord, object?>>? vectorProperty)
        where TRecord : class
    {
        var chosen = _model.GetVectorPropertyOrSingle(new VectorSearchOptions<TRecord> { VectorProperty = vectorProperty });
        return Properties.FirstOrDefault(property => property.Property == chosen);
    }

    /// <summary>Embeds the texts of records that are about to be stored: one batch for each property.</summary>
    public async Task<IReadOnlyList<(DocumentGenerator Generator, PreparedEmbeddings Embeddings)>> PrepareAsync(IReadOnlyList<object?> records, CancellationToken cancellationToken)
    {
        List<(DocumentGenerator, PreparedEmbeddings)> prepared = [];
        foreach (var property in Properties.Where(property => property.IsText))
        {
            var texts = TextsOf(property, records);
            if (texts.Count > 0)
                prepared.Add((property.Generator, new(texts, await Embedder.EmbedDocumentsAsync(texts, property.Property.Dimensions, cancellationToken).ConfigureAwait(false))));
        }

        return prepared;
    }

    /// <summary>Returns the generator, or the space of the vectors, or <see langword="null"/> for anything else.</summary>
    public object? GetService(Type serviceType)
    {
        if (Properties.Count == 0)
            return null;
        if (serviceType == typeof(EmbeddingGemmaSpace))
            return Properties.Select(property => property.Generator.Dimensions).Distinct().ToList() is [var dimensions] ? Embedder.TryGetSpace()?.WithDimensions(dimensions) : Embedder.TryGetSpace();
        return typeof(IEmbeddingGenerator).IsAssignableFrom(serviceType) ? Embedder.GetGenerator(serviceType) : null;
    }

    /// <summary>Returns the texts of a property that are to be embedded, with their titles; records whose property is <see langword="null"/> are left to the store.</summary>
    private List<DocumentText> TextsOf(DecoratedProperty property, IEnumerable<object?> records)
    {
        List<DocumentText> texts = [];
        foreach (var record in records)
        {
            if (record is not null && property.Property.GetValueAsObject(record) is string text)
                texts.Add(new(text, _title?.GetValueAsObject(record) as string));
        }

        return texts;
    }

    private static bool IsServed(VectorPropertyModel property, StoreEmbedder embedder)
    {
        var isText = property.Type == typeof(string);
        if (property.EmbeddingGenerator is not null || (!isText && !SupportedTypes.IsVector(property.Type)))
            return false;

        if (embedder.Width is not { } width || property.Dimensions <= width)
            return true;

        // Vectors may come from elsewhere, a text's come from this model.
        return isText ? throw new InvalidOperationException(
            $"The vector property '{property.ModelName}' has {property.Dimensions} dimensions, but the model gives 1 to {width}: set its dimensions to one of these, or give the property a generator of its own.") : false;
    }
}
