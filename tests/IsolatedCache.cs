using System.Runtime.CompilerServices;

namespace SK.EmbeddingGemma;

/// <summary>Gives the tests of an assembly, and the processes that they start, a cache of converted models of their own, deleted in the end.</summary>
internal static class IsolatedCache
{
    [ModuleInitializer]
    internal static void Create()
    {
        var folder = Directory.CreateTempSubdirectory("embeddinggemma-cache-");
        Environment.SetEnvironmentVariable("EMBEDDINGGEMMA_CACHE", folder.FullName);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Delete(folder);
    }

    private static void Delete(DirectoryInfo folder)
    {
        if (!OperatingSystem.IsWindows()) // which deletes no file that a generator still maps
            folder.Delete(recursive: true);
    }
}
