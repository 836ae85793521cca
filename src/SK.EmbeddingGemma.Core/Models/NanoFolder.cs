namespace SK.EmbeddingGemma.Models;

/// <summary>Finds the folder that the package SK.EmbeddingGemma.Models.Nano puts beside an application.</summary>
internal static class NanoFolder
{
    /// <summary>Returns <c>models/nano</c> in <paramref name="applicationFolder"/>, which is right for single-file applications too: content lies beside them.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static string Find(string applicationFolder)
    {
        var folder = FolderIn(applicationFolder);
        return IsIn(applicationFolder)
            ? folder
            : throw new DirectoryNotFoundException($"The model Nano is not beside the application: there is no folder {folder}. Reference the package SK.EmbeddingGemma.Models.Nano (SK.EmbeddingGemma brings it) from the application's project, and deploy the folder 'models' with it.");
    }

    /// <summary>Returns whether the folder is there.</summary>
    public static bool IsIn(string applicationFolder) => Directory.Exists(FolderIn(applicationFolder));

    private static string FolderIn(string applicationFolder) => Path.Combine(applicationFolder, "models", "nano");
}
