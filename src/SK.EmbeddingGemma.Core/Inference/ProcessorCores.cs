using System.Globalization;

namespace SK.EmbeddingGemma.Inference;

/// <summary>
/// The processor's cores as far as this process may use them. ONNX Runtime's own count knows no limit of a container, and on
/// virtual machines it was seen to find one core where there are two.
/// </summary>
internal static class ProcessorCores
{
    private const string ProcessorsFolder = "/sys/devices/system/cpu";
    private const string StatusFile = "/proc/self/status";
    private const string AllowedKey = "Cpus_allowed_list:";

    /// <summary>
    /// Returns how many there are: at most the processors that the container, the affinity and <c>DOTNET_PROCESSOR_COUNT</c> leave,
    /// and of the hardware threads of one core only one, since they share its arithmetic units.
    /// </summary>
    public static int Count() => Count(Environment.ProcessorCount, OperatingSystem.IsLinux() ? ReadLinux(StatusFile, ProcessorsFolder) : null);

    /// <summary>Returns how many there are of <paramref name="processors"/> where <paramref name="cores"/> are known, or not.</summary>
    internal static int Count(int processors, int? cores) => Math.Clamp(cores ?? processors, 1, processors);

    /// <summary>Returns the number of different cores that the allowed processors belong to, or <see langword="null"/> where Linux does not say.</summary>
    internal static int? ReadLinux(string statusFile, string processorsFolder)
    {
        try
        {
            var allowed = File.ReadLines(statusFile).FirstOrDefault(line => line.StartsWith(AllowedKey, StringComparison.Ordinal));
            if (allowed is null)
                return null;

            var cores = new HashSet<string>(StringComparer.Ordinal);
            foreach (var processor in ParseList(allowed.AsSpan(AllowedKey.Length)))
            {
                var topology = Path.Combine(processorsFolder, string.Create(CultureInfo.InvariantCulture, $"cpu{processor}"), "topology", "thread_siblings_list");
                if (File.Exists(topology)) // not of a processor that is allowed but switched off
                    cores.Add(File.ReadAllText(topology).Trim());
            }

            return cores.Count > 0 ? cores.Count : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            return null; // a sandbox may hide them
        }
    }

    /// <summary>Reads a list such as <c>0-3,8</c>.</summary>
    private static List<int> ParseList(ReadOnlySpan<char> list)
    {
        var numbers = new List<int>();
        foreach (var part in list.Split(','))
        {
            var range = list[part].Trim();
            var dash = range.IndexOf('-');
            var first = int.Parse(dash < 0 ? range : range[..dash], NumberStyles.None, CultureInfo.InvariantCulture);
            var last = dash < 0 ? first : int.Parse(range[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture);
            for (var number = first; number <= last; number++)
                numbers.Add(number);
        }

        return numbers;
    }
}
