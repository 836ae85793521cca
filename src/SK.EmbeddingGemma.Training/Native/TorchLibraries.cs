using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Native;

/// <summary>Loads libtorch and the native half of TorchSharp, before anything of TorchSharp is used. Thread-safe.</summary>
internal static class TorchLibraries
{
    /// <summary>The environment variable that names a folder with the native libraries, where they are not beside the application.</summary>
    public const string FolderVariable = "EMBEDDINGGEMMA_LIBTORCH";

    // TorchSharp 0.107 is built where libstdc++ is that of GCC 13; it names this version for the start of iostreams and calls nothing of it, so an older libstdc++ (Debian 12, Ubuntu 22.04) does as well.
    private const string NewestVersion = "GLIBCXX_3.4.32";
    private const string UncalledSymbol = "_ZSt21ios_base_library_initv";

    private static readonly Lock Gate = new();
    private static bool _isLoaded;

    /// <summary>Loads the libraries, once a process.</summary>
    /// <exception cref="DllNotFoundException">They are not there, or the system cannot load them; the message says what to do.</exception>
    public static void Load()
    {
        lock (Gate)
        {
            if (_isLoaded)
                return;
            if (OperatingSystem.IsLinux())
                LoadOnLinux();
            else if (Find("LibTorchSharp.dll", "libLibTorchSharp.dylib") is { } file)
                NativeLibrary.Load(file);
            _isLoaded = true;
        }
    }

    private static void LoadOnLinux()
    {
        var folder = Find("libtorch.so") is { } torch ? Path.GetDirectoryName(torch)! : throw Missing(null);
        var own = Find("libLibTorchSharp.so") ?? throw Missing(null);
        foreach (var name in new[] { "libc10.so", "libtorch_cpu.so", "libtorch_cuda.so", "libtorch.so" }) // those of another folder than its own are found once they are loaded
        {
            if (Path.Combine(folder, name) is var file && File.Exists(file))
                NativeLibrary.Load(file);
        }

        try
        {
            NativeLibrary.Load(own);
        }
        catch (DllNotFoundException failure)
        {
            LoadWithoutNewestVersion(own, failure);
        }
    }

    // A copy, which is deleted as soon as it is mapped: the package's file stays as it is.
    private static void LoadWithoutNewestVersion(string own, DllNotFoundException failure)
    {
        var bytes = File.ReadAllBytes(own);
        if (!failure.Message.Contains(NewestVersion, StringComparison.Ordinal) || !ElfVersionNeeds.TryMakeOptional(bytes, NewestVersion, UncalledSymbol))
            throw Missing(failure);
        var copy = Directory.CreateTempSubdirectory("embeddinggemma-torch-");
        try
        {
            var file = Path.Combine(copy.FullName, Path.GetFileName(own));
            File.WriteAllBytes(file, bytes);
            NativeLibrary.Load(file);
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    private static string? Find(params ReadOnlySpan<string> names)
    {
        var folders = new List<string>();
        if (Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } named)
            folders.Add(named);
        folders.Add(AppContext.BaseDirectory);
        folders.Add(Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native"));
        folders.Add(Path.Combine(AppContext.BaseDirectory, "runtimes", PortableIdentifier, "native"));
        if (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") is string searched)
            folders.AddRange(searched.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries));
        foreach (var name in names)
        {
            if (folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is { } file)
                return file;
        }

        return null;
    }

    private static string PortableIdentifier =>
        $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    private static DllNotFoundException Missing(Exception? cause) => new(
        $"libtorch, which training computes with, {(cause is null ? "is not beside the application" : "could not be loaded")}: reference the package libtorch-cpu-{PortableIdentifier} (2.10.0), or one for CUDA, in the application's project, or name the folder of its native libraries in {FolderVariable}.{(cause is null ? "" : $" {cause.Message}")}",
        cause);
}
