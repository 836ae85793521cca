namespace SK.EmbeddingGemma.Models;

/// <summary>The room on a disk.</summary>
internal static class FreeSpace
{
    /// <summary>Returns the bytes that this user may write to the disk of a folder that need not exist; the most there can be where the system does not tell.</summary>
    public static long Of(string folder)
    {
        var existing = folder;
        while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is { } parent)
            existing = parent;
        try
        {
            return new DriveInfo(existing).AvailableFreeSpace;
        }
        catch (ArgumentException)
        {
            return long.MaxValue; // a share of another Windows machine, which has no drive: a write will tell
        }
    }
}
