using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace SK.EmbeddingGemma.Cli;

/// <summary>The machine's processor, in words.</summary>
internal static class Processor
{
    private const string LinuxFile = "/proc/cpuinfo";

    /// <summary>Returns its name where the system tells it, and the widest vector instructions.</summary>
    public static string Describe() => $"{Name() ?? "unnamed"} ({RuntimeInformation.ProcessArchitecture}{Vectors()})";

    private static string? Name()
    {
        if (!File.Exists(LinuxFile))
            return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER"); // Windows has it

        var line = File.ReadLines(LinuxFile).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }

    private static string Vectors() => Avx512F.IsSupported ? ", AVX-512" : Avx2.IsSupported ? ", AVX2" : "";
}
