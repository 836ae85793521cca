namespace SK.EmbeddingGemma.Models;

/// <summary>What a model is made of, where it is had, and under which licence. Immutable.</summary>
/// <param name="Name">The model's name, as its embeddings are labelled.</param>
/// <param name="ShortName">The name that users type.</param>
/// <param name="Licence">The licence's name.</param>
/// <param name="LicenceUrl">Where the licence is read.</param>
/// <param name="Sources">The repositories, the original first; any of them will do.</param>
/// <param name="Files">The files.</param>
/// <param name="ApproximateBytes">What is fetched in all, as far as it is known before a server is asked.</param>
internal sealed record ModelManifest(
    string Name,
    string ShortName,
    string Licence,
    string LicenceUrl,
    IReadOnlyList<ManifestSource> Sources,
    IReadOnlyList<ManifestFile> Files,
    long ApproximateBytes)
{
    // Two hyphens stand for a slash in the cache, and no repository has two: nobody else's folder has this name.
    private const string PartName = "text-tower";

    /// <summary>Gets whether only a part of a repository's file is fetched.</summary>
    public bool IsPart => Files.Any(file => file.TensorPrefix is not null);

    /// <summary>
    /// Returns the name under which the cache keeps what is fetched of a source. A part gets a folder of its own: under the
    /// repository's name, Hugging Face's tools would take its cut file for the whole one.
    /// </summary>
    public string CacheName(ManifestSource source) => IsPart ? $"{source.Repository}/{PartName}" : source.Repository;

    /// <summary>Returns the names and revisions under which the cache may hold the model, whoever fetched it; the first wins.</summary>
    public IEnumerable<(string Name, string Revision)> Places() =>
        Sources.SelectMany(source => new[] { CacheName(source), source.Repository }.Distinct(StringComparer.Ordinal).Select(name => (name, source.Revision)));
}
