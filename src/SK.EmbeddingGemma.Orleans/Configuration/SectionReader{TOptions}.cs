using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace SK.EmbeddingGemma.Configuration;

/// <summary>Reads options from a configuration section, key by key; what is unknown or not allowed is refused, with all faults in one exception.</summary>
/// <param name="keys">What each key sets: it throws where a value is not allowed.</param>
/// <param name="alternatives">Keys of which a section may have one alone.</param>
internal sealed class SectionReader<TOptions>(IReadOnlyDictionary<string, Action<TOptions, string>> keys, params string[] alternatives)
    where TOptions : class
{
    /// <summary>Reads them.</summary>
    /// <exception cref="OptionsValidationException">The section has an unknown key, or a value that is not allowed.</exception>
    public void Read(IConfigurationSection section, TOptions options)
    {
        List<string> faults = [];
        foreach (var setting in section.GetChildren())
        {
            var key = keys.Keys.FirstOrDefault(key => string.Equals(key, setting.Key, StringComparison.OrdinalIgnoreCase));
            if (key is null)
                faults.Add($"{setting.Path} is unknown: the keys here are {string.Join(", ", keys.Keys)}.");
            else if (setting.Value is { } value)
                Set(keys[key], setting.Path, value, options, faults);
            else if (setting.GetChildren().Any())
                faults.Add($"{setting.Path} is a section, but must be a single value.");
        }

        if (alternatives.Where(key => section[key] is not null).ToArray() is { Length: > 1 } given)
            faults.Add($"{section.Path} has {string.Join(" and ", given)}: keep one of them.");
        if (faults.Count > 0)
            throw new OptionsValidationException(Options.DefaultName, typeof(TOptions), faults);
    }

    private static void Set(Action<TOptions, string> set, string path, string value, TOptions options, List<string> faults)
    {
        try
        {
            set(options, value);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or ArgumentException)
        {
            faults.Add($"{path} is '{value}', which is not allowed. {exception.Message}");
        }
    }
}
