namespace SK.EmbeddingGemma.TestSupport;

/// <summary>The folder of the solution that the tests were built from.</summary>
public static class RepositoryRoot
{
    /// <summary>Gets the folder's path.</summary>
    /// <exception cref="DirectoryNotFoundException">The tests were moved out of the repository.</exception>
    public static string Folder { get; } = Find() ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} has SK.EmbeddingGemma.sln.");

    /// <summary>Returns the path of a file or folder inside.</summary>
    public static string PathOf(string relative) => Path.Combine(Folder, relative);

    internal static string? Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SK.EmbeddingGemma.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName;
    }
}
