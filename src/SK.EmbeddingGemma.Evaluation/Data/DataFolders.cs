namespace SK.EmbeddingGemma.Data;

/// <summary>Finds the data sets in a folder by their files.</summary>
internal static class DataFolders
{
    /// <summary>Returns the tasks of a folder: of its own files, or else of the folders in it.</summary>
    public static async Task<IReadOnlyList<EvaluationTask>> FindAsync(string folder, CancellationToken cancellationToken)
    {
        var found = await RecogniseAsync(folder, cancellationToken).ConfigureAwait(false);
        if (found.Count > 0)
            return found;

        var tasks = new List<EvaluationTask>();
        foreach (var inner in Directory.GetDirectories(folder))
            tasks.AddRange(await RecogniseAsync(inner, cancellationToken).ConfigureAwait(false));
        return tasks;
    }

    private static async Task<IReadOnlyList<EvaluationTask>> RecogniseAsync(string folder, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
        foreach (var find in new[] { CranfieldFolder.Find, CosqaFolder.Find, SimilarityFolder.Find, RetrievalFolder.Find })
        {
            if (find(folder, name).ToList() is { Count: > 0 } found)
                return found;
        }

        return await TableFolder.FindAsync(folder, name, cancellationToken).ConfigureAwait(false);
    }
}
