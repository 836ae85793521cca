using SK.EmbeddingGemma.Data;
using SK.EmbeddingGemma.Tasks;

namespace SK.EmbeddingGemma;

/// <summary>A data set with what is measured on it. Immutable and thread-safe; its files are read by each evaluation.</summary>
public sealed class EvaluationTask
{
    private readonly Func<CancellationToken, Task<TaskData>> _load;

    internal EvaluationTask(string name, EvaluationTaskType type, string split, Func<CancellationToken, Task<TaskData>> load)
    {
        Name = name;
        Type = type;
        Split = split;
        _load = load;
    }

    /// <summary>Gets the name: that of the data set's folder, and what part of it this is where there are several, as <c>stsb.en</c>.</summary>
    public string Name { get; }

    /// <summary>Gets what is measured.</summary>
    public EvaluationTaskType Type { get; }

    /// <summary>Gets the part of the data that is measured on, as <c>test</c>.</summary>
    public string Split { get; }

    /// <summary>Gets the language, as <c>en</c>; <see langword="null"/> where the data set does not say.</summary>
    public string? Language { get; internal init; }

    /// <summary>Finds the tasks in a folder of data sets, or of one, by the layouts of their files; texts are not read yet.</summary>
    /// <param name="folder">
    /// The folder: with corpus.jsonl, queries.jsonl and qrels/*.tsv (BEIR's layout); with tables in JSON lines, CSV or Parquet that have MTEB's columns; or folders of these. See the package's
    /// documentation for all layouts.
    /// </param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The tasks by name; empty where nothing in the folder is known.</returns>
    /// <exception cref="ArgumentException"><paramref name="folder"/> is <see langword="null"/> or empty.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">A set lacks a part, as judgements or a training split, or the first row of a table cannot be read.</exception>
    public static async Task<IReadOnlyList<EvaluationTask>> FindAsync(string folder, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"There is no folder '{folder}': give one that holds data sets, each in a folder of its own.");
        var found = await DataFolders.FindAsync(Path.GetFullPath(folder), cancellationToken).ConfigureAwait(false);
        return [.. found.OrderBy(task => task.Name, StringComparer.Ordinal)];
    }

    /// <summary>Returns the name.</summary>
    public override string ToString() => Name;

    internal Task<TaskData> LoadAsync(CancellationToken cancellationToken) => _load(cancellationToken);
}
