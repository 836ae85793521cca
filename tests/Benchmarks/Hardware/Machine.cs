using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Text.Json.Serialization;
using Microsoft.ML.OnnxRuntime;

namespace SK.EmbeddingGemma.Benchmarks.Hardware;

/// <summary>What figures were taken on.</summary>
internal sealed record Machine(string Processor, int Processors, double MemoryGigabytes, string System, string Runtime, string OnnxRuntime, string Instructions)
{
    /// <summary>Gets the machine that this runs on.</summary>
    [JsonIgnore]
    public static Machine Current { get; } = new(
        ProcessorName(),
        Environment.ProcessorCount,
        Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9, 1),
        $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}",
        RuntimeInformation.FrameworkDescription,
        OrtEnv.Instance().GetVersionString(),
        string.Join(", ", Instructionsets()));

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"{Processor}, {Processors} processors ({Instructions}), {MemoryGigabytes:F1} GB, {System}, {Runtime}, ONNX Runtime {OnnxRuntime}");

    private static string ProcessorName()
    {
        const string File = "/proc/cpuinfo";
        if (OperatingSystem.IsLinux())
        {
            var lines = global::System.IO.File.ReadAllLines(File);
            if (Value("model name") is { } name)
                return Value("cpu family") is { } family ? $"{name} (family {family}, model {Value("model")})" : name; // a virtual machine may hide the name's number

            string? Value(string key) => lines.FirstOrDefault(line => line.Split(':')[0].Trim() == key)?.Split(':', 2)[1].Trim();
        }

        return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? $"unnamed {RuntimeInformation.ProcessArchitecture}";
    }

    private static IEnumerable<string> Instructionsets()
    {
        (string Name, bool IsSupported)[] sets =
        [
            ("AVX2", Avx2.IsSupported), ("FMA", Fma.IsSupported), ("AVX-VNNI", AvxVnni.IsSupported), ("AVX-512", Avx512F.IsSupported), ("AVX-512 VNNI", WideDotProduct.IsSupported),
            ("AdvSimd", AdvSimd.IsSupported), ("dot product", Dp.IsSupported), ("I8MM", HasFlag("i8mm")),
        ];
        return sets.Where(set => set.IsSupported).Select(set => set.Name);
    }

    private static bool HasFlag(string flag) => OperatingSystem.IsLinux() && ArmBase.IsSupported && File.ReadAllText("/proc/cpuinfo").Contains($" {flag}", StringComparison.Ordinal);
}
