namespace SK.EmbeddingGemma.Weights;

/// <summary>The places of new files and folders: what may stand there before, and where they are made.</summary>
internal static class NewPath
{
    /// <summary>Returns a name of its own in the same folder, so that renaming it is one step.</summary>
    public static string Beside(string path) => $"{path}.{Guid.NewGuid():N}.tmp";

    /// <summary>Checks that something new may take a place.</summary>
    /// <param name="path">The absolute path of the place.</param>
    /// <param name="overwrites">Whether what is there may be replaced by its like.</param>
    /// <param name="isFolder">Whether the new is a folder.</param>
    /// <exception cref="IOException">It may not; the message says what to do.</exception>
    public static void RequireFree(string path, bool overwrites, bool isFolder)
    {
        var parent = Path.GetDirectoryName(path);
        if (parent is null || !Directory.Exists(parent))
            throw new DirectoryNotFoundException($"{path} cannot be written: there is no folder {parent ?? path}. Create it, or name another place.");
        if (Directory.Exists(path))
            RequireFolderFree(path, overwrites, isFolder);
        else if (File.Exists(path) && isFolder)
            throw new IOException($"{path} is a file, but a folder is to be written: name a folder that is not there yet.");
        else if (File.Exists(path) && !overwrites)
            throw new IOException($"{path} exists already and is left as it is: --force replaces it, or name another file.");
    }

    // Whoever means to replace a model does not mean the folder of everything else that a slip of the hand names.
    private static void RequireFolderFree(string path, bool overwrites, bool isFolder)
    {
        if (!isFolder)
            throw new IOException($"{path} is a folder, but a file is to be written: name a file in it.");
        if (!overwrites)
            throw new IOException($"{path} exists already and is left as it is: --force replaces it, or name another folder.");
        if (Directory.EnumerateFileSystemEntries(path).Any() && !File.Exists(Path.Combine(path, "modules.json")))
            throw new IOException($"{path} holds no model (it has no modules.json), so it is not overwritten: empty it, or name another folder.");
    }
}
