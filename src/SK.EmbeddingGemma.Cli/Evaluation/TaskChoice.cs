namespace SK.EmbeddingGemma.Cli;

/// <summary>Chooses tasks of a folder by what a user writes.</summary>
internal static class TaskChoice
{
    /// <summary>Returns the tasks that are wanted, in the order of their names.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no folder of data sets.</exception>
    /// <exception cref="InvalidDataException">It has no data set.</exception>
    /// <exception cref="UsageException">Something that is wanted is not there.</exception>
    public static async Task<IReadOnlyList<EvaluationTask>> FindAsync(string folder, IReadOnlyList<string> wanted, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException(
                $"There is no folder '{folder}' with data sets: give one with --data, or in the environment variable {EvalOptions.DataVariable}. "
                + "Any data set of MTEB does, in a folder of its own, as 'hf download --repo-type dataset mteb/scifact --local-dir eval-data/scifact' gets it; 'embeddinggemma eval --help' lists the layouts.");
        }

        var tasks = await EvaluationTask.FindAsync(folder, cancellationToken);
        if (tasks.Count == 0)
            throw new InvalidDataException($"The folder '{folder}' has no data set of a known layout: 'embeddinggemma eval --help' lists the layouts.");
        foreach (var name in wanted)
        {
            if (!tasks.Any(task => Matches(task, name)))
                throw new UsageException($"'{name}' is no task in '{folder}': choose {string.Join(", ", tasks.Select(task => task.Name))}, a type as {Types(tasks)}, or all.");
        }

        return [.. tasks.Where(task => wanted.Any(name => Matches(task, name)))];
    }

    private static bool Matches(EvaluationTask task, string name) =>
        Same(name, "all") || Same(name, task.Name) || Same(name, task.Type.ToString()) || task.Name.StartsWith(name + ".", StringComparison.OrdinalIgnoreCase);

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static string Types(IEnumerable<EvaluationTask> tasks) => string.Join(", ", tasks.Select(task => task.Type.ToString().ToLowerInvariant()).Distinct(StringComparer.Ordinal));
}
