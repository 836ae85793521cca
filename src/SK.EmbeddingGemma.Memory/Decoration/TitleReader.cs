using System.Reflection;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace SK.EmbeddingGemma.Decoration;

/// <summary>Finds the property that holds a record's title.</summary>
internal static class TitleReader
{
    /// <summary>Returns the property with the attribute, or else the one of the name, or <see langword="null"/>.</summary>
    /// <exception cref="InvalidOperationException">The attribute is on several properties, or on one that cannot hold a title.</exception>
    public static PropertyModel? Find(CollectionModel model, Type recordType, string? name)
    {
        List<PropertyModel> marked = [.. model.Properties.Where(property => property.PropertyInfo?.IsDefined(typeof(EmbeddingGemmaTitleAttribute)) is true)];
        if (marked.Count > 1)
            throw new InvalidOperationException($"The properties {string.Join(", ", marked.Select(property => $"'{property.ModelName}'"))} of '{recordType.Name}' all have [EmbeddingGemmaTitle]: a record has one title.");

        if (marked is [var title])
        {
            return IsTitle(title) ? title : throw new InvalidOperationException(
                $"The property '{title.ModelName}' of '{recordType.Name}' has [EmbeddingGemmaTitle], but it is no data property of type string: only what is stored can be embedded again.");
        }

        return name is not null && model.PropertyMap.TryGetValue(name, out var named) && IsTitle(named) ? named : null;
    }

    private static bool IsTitle(PropertyModel property) => property is DataPropertyModel && property.Type == typeof(string);
}
