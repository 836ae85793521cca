namespace SK.EmbeddingGemma.Models;

/// <summary>What a file of a downloaded model is, compared with what is published. Immutable.</summary>
/// <param name="Path">Its path in the repository.</param>
/// <param name="Bytes">Its length; 0 where it is missing.</param>
/// <param name="Sha256">Its SHA-256 in hexadecimal, or <see langword="null"/> where it is missing.</param>
/// <param name="Fault">What is wrong with it, or <see langword="null"/>.</param>
/// <param name="IsPublished">Whether there is a published SHA-256 to compare with.</param>
internal sealed record FileVerification(string Path, long Bytes, string? Sha256, string? Fault, bool IsPublished)
{
    /// <summary>Gets whether it is not there.</summary>
    public bool IsMissing => Sha256 is null;

    /// <summary>Gets whether it is one of those that may be removed once they are converted.</summary>
    public bool IsWeights { get; init; }

    /// <summary>Verifies the files of a folder.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static IEnumerable<FileVerification> Of(ModelManifest manifest, string folder, CancellationToken cancellationToken)
    {
        foreach (var file in manifest.Files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return Of(file, folder) with { IsWeights = WeightRelease.IsWeights(file) };
        }
    }

    private static FileVerification Of(ManifestFile file, string folder)
    {
        var path = System.IO.Path.Combine(folder, file.Path);
        var isPublished = file.Sha256 is not null;
        if (!File.Exists(path))
            return new(file.Path, 0, null, "missing", isPublished);

        long bytes;
        using (var handle = File.OpenHandle(path, share: FileShare.Read | FileShare.Delete))
            bytes = RandomAccess.GetLength(handle);
        var hash = Convert.ToHexStringLower(FileHash.Compute(path));
        var fault = ModelSnapshot.Fault(file, folder) is not null ? "wrong length" : file.Sha256 is { } expected && hash != expected ? $"damaged: {expected} is expected" : null;
        return new(file.Path, bytes, hash, fault, isPublished);
    }
}
