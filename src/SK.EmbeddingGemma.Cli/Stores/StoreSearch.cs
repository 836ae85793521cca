namespace SK.EmbeddingGemma.Cli;

/// <summary>Answers queries from a store.</summary>
internal static class StoreSearch
{
    /// <summary>Writes what is relevant to each query, and says on standard error where nothing is.</summary>
    /// <exception cref="FileNotFoundException">There is no such store.</exception>
    public static async Task<int> RunAsync(
        string path, IReadOnlyList<string> queries, int top, CommonSettings settings, StandardStreams streams, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no store '{path}': make one with 'embeddinggemma index FOLDER --store {path}'.");
        await using var target = OutputTarget.Open(settings.Output, streams);
        using var store = OpenedStore.Open(path, chunkTokens: null, settings, streams);
        var results = ResultWriter<RankedText>.Create(RecallLayout.Layout, settings.Format, target, streams);
        foreach (var query in queries)
        {
            var found = await store.Memory.RecallAsync(query, new() { Top = top }, cancellationToken);
            for (var i = 0; i < found.Count; i++)
                results.Add(new(query, i + 1, found[i]));
            if (found.Count == 0 && !settings.IsQuiet)
                await streams.Error.WriteLineAsync("note: nothing in the store is relevant to the query");
        }

        await results.CompleteAsync(cancellationToken);
        await target.CommitAsync(cancellationToken);
        return ExitCodes.Success;
    }
}
