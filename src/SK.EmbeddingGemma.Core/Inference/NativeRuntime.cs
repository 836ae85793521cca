using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace SK.EmbeddingGemma.Inference;

/// <summary>
/// ONNX Runtime's native library, without its telemetry: official builds report models, devices and durations to their vendor, and
/// keep an id of the machine and a database for that in the user's cache folder. Thread-safe.
/// </summary>
internal static partial class NativeRuntime
{
    private static readonly Lazy<OrtEnv> Environment = new(Initialize);

    /// <summary>Loads the library where that was not done before, and returns its environment, which nobody disposes.</summary>
    /// <exception cref="TypeInitializationException">The application has no native ONNX Runtime.</exception>
    public static OrtEnv Load() => Environment.Value;

    /// <summary>Gives memory that native code has freed back to the system, where the C library keeps it for later.</summary>
    public static void ReturnFreeMemory()
    {
        if (!OperatingSystem.IsLinux())
            return;

        try
        {
            _ = TrimNativeMemory(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Only glibc has the function, and only glibc needs it.
        }
    }

    private static OrtEnv Initialize()
    {
        // Elsewhere than on Windows only this variable keeps all of it away. The library reads it once, when it is initialised, and
        // reads the process's own, of which .NET has a copy: to set that would change nothing.
        if (!OperatingSystem.IsWindows())
            _ = SetNativeVariable("ORT_DISABLE_TELEMETRY", "1", overwrite: 1);

        var environment = OrtEnv.Instance();
        environment.DisableTelemetryEvents(); // on Windows; and where other code of the application was here first
        return environment;
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int TrimNativeMemory(nuint kept);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetNativeVariable(string name, string value, int overwrite);
}
