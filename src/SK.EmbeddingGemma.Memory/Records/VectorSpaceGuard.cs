using System.Collections.Concurrent;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace SK.EmbeddingGemma.Records;

/// <summary>Decides, of what a database says, whether vectors are of one space. One for each collection of a caller; thread-safe.</summary>
internal sealed class VectorSpaceGuard(string systemName, string collection)
{
    // An answer is kept: a generator reads its model's files for it. It has none before its model is downloaded.
    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);

    /// <summary>Returns whether a generator makes the vectors of a property, so that their space is guarded.</summary>
    public static bool IsGuarded(VectorPropertyModel property) => !SupportedTypes.IsVector(property.Type);

    /// <summary>Gets the space of a property's generator; <see langword="null"/> where it is not known, or not yet.</summary>
    public string? Current(VectorPropertyModel property)
    {
        if (_known.TryGetValue(property.ModelName, out var known))
            return known;
        return GeneratorSpace.Of(property) is { } current ? _known.GetOrAdd(property.ModelName, current) : null;
    }

    /// <summary>Gets the space of a guarded property's generator; <see langword="null"/> for another property, and where it is not known, or not yet.</summary>
    public string? CurrentOfGuarded(VectorPropertyModel property) => IsGuarded(property) ? Current(property) : null;

    /// <summary>Refuses a search with vectors of another space, and one in the middle of a migration.</summary>
    /// <exception cref="VectorSpaceMismatchException">The spaces differ.</exception>
    /// <exception cref="VectorStoreException">A migration is unfinished.</exception>
    public void CheckSearch(VectorPropertyModel property, VectorSpaceState state)
    {
        if (state.Target is not null)
        {
            throw new VectorStoreException($"The vectors of property '{property.ModelName}' in collection '{collection}' are being migrated to another model, and the migration is unfinished: resume it with ReembedAsync, then search.")
            {
                VectorStoreSystemName = systemName,
                CollectionName = collection,
            };
        }

        if (state.Space is { } stored && Current(property) is { } current && !GeneratorSpace.AreCompatible(stored, current))
            throw Mismatch(property, stored, current);
    }

    /// <summary>Gets the space that a migration is to lead to, or <see langword="null"/> where the vectors are of it.</summary>
    /// <exception cref="InvalidOperationException">The generator does not tell.</exception>
    public string? NewTarget(VectorPropertyModel property, VectorSpaceState state)
    {
        var current = Current(property) ?? throw Unknown(property);
        return state.Expected is { } expected && GeneratorSpace.AreCompatible(expected, current) ? null : current;
    }

    /// <summary>Makes the fault of a generator that does not tell its space.</summary>
    public InvalidOperationException Unknown(VectorPropertyModel property) => new(
        $"The generator of property '{property.ModelName}' in collection '{collection}' does not tell its vector space, so nothing shows which vectors are old: use a generator with an EmbeddingGemmaSpace or with metadata that name its model.");

    /// <summary>Makes the fault of vectors without the texts that they were generated from.</summary>
    public InvalidOperationException WithoutSources(VectorPropertyModel property, long count, string option) => new(
        $"The texts of {count} vectors of property '{property.ModelName}' in collection '{collection}' were not kept ({option}, or the property is no string), so they cannot be made anew: upsert the records again into a new collection.");

    /// <summary>Makes the fault of two spaces.</summary>
    public VectorSpaceMismatchException Mismatch(VectorPropertyModel property, string stored, string current) => new(
        $"The vectors of property '{property.ModelName}' in collection '{collection}' are of the space '{stored}', but the generator gives vectors of '{current}': scores between the two mean nothing. "
        + "Use the generator of the stored vectors, or make all vectors anew with ReembedAsync.",
        stored,
        current)
    {
        VectorStoreSystemName = systemName,
        CollectionName = collection,
    };
}
