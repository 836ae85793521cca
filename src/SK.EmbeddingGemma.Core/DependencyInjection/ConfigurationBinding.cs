using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.DependencyInjection;

/// <summary>Reads a registration's options from its configuration section, where the application has a configuration.</summary>
/// <remarks>Written by hand: the reflection binder would ignore unknown keys, and ahead-of-time compilation does not know it.</remarks>
internal sealed class ConfigurationBinding(EmbeddingGemmaRegistration registration, IServiceProvider provider) : IConfigureNamedOptions<EmbeddingGemmaOptions>
{
    private const string PromptTextKey = "PromptText";

    private static readonly string[] Keys =
    [
        nameof(EmbeddingGemmaOptions.Model), nameof(EmbeddingGemmaOptions.Precision), nameof(EmbeddingGemmaOptions.Dimensions),
        nameof(EmbeddingGemmaOptions.Prompt), PromptTextKey, nameof(EmbeddingGemmaOptions.Truncation),
        nameof(EmbeddingGemmaOptions.MaxTokens), nameof(EmbeddingGemmaOptions.MatchSpecialTokens), nameof(EmbeddingGemmaOptions.Threads),
        nameof(EmbeddingGemmaOptions.AllowSpinning), nameof(EmbeddingGemmaOptions.UnloadAfter),
        nameof(EmbeddingGemmaOptions.CacheDirectory), nameof(EmbeddingGemmaOptions.AllowDownload), nameof(EmbeddingGemmaOptions.KeepDownload),
        nameof(EmbeddingGemmaOptions.HuggingFaceToken), nameof(EmbeddingGemmaOptions.LoadAtStartup), nameof(EmbeddingGemmaOptions.ExecutionProvider),
        nameof(EmbeddingGemmaOptions.ExecutionDevice), nameof(EmbeddingGemmaOptions.RequireExecutionProvider),
    ];

    public void Configure(EmbeddingGemmaOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, EmbeddingGemmaOptions options)
    {
        if (!string.Equals(name, registration.OptionsName, StringComparison.Ordinal))
            return;

        var section = provider.GetService<IConfiguration>()?.GetSection(registration.Section);
        if (section is null)
            return;

        var faults = new List<string>();
        foreach (var setting in section.GetChildren())
            Apply(setting, options, faults);

        if (section[nameof(EmbeddingGemmaOptions.Prompt)] is not null && section[PromptTextKey] is not null)
            faults.Add($"{section.Path} has both {nameof(EmbeddingGemmaOptions.Prompt)} and {PromptTextKey}: keep one of them.");

        if (faults.Count > 0)
            throw new OptionsValidationException(registration.OptionsName, typeof(EmbeddingGemmaOptions), faults);
    }

    private void Apply(IConfigurationSection setting, EmbeddingGemmaOptions options, List<string> faults)
    {
        var key = Keys.FirstOrDefault(key => string.Equals(key, setting.Key, StringComparison.OrdinalIgnoreCase));
        if (setting.Value is not { } value)
        {
            // A section: of a key's registration, or a mistake. A null counts as unset.
            if (setting.GetChildren().Any() && (key is not null || !registration.IsParent))
                faults.Add($"{setting.Path} is a section, but {(key is null ? $"the keys here are {string.Join(", ", Keys)}" : "must be a single value")}.");

            return;
        }

        if (key is null)
            faults.Add($"{setting.Path} is unknown: the keys here are {string.Join(", ", Keys)}.");
        else if (!TrySet(options, key, value, out var allowed))
            faults.Add($"{setting.Path} is {(key == nameof(EmbeddingGemmaOptions.HuggingFaceToken) ? "no token" : $"'{value}'")}, but must be {allowed}.");
    }

    /// <summary>Sets an option.</summary>
    /// <returns>Whether the value is allowed.</returns>
    private static bool TrySet(EmbeddingGemmaOptions options, string key, string value, out string allowed)
    {
        switch (key)
        {
            case nameof(EmbeddingGemmaOptions.Model):
                allowed = ConfiguredModel.Allowed;
                return Set(ConfiguredModel.Find(value), model => options.Model = model);
            case nameof(EmbeddingGemmaOptions.Precision):
                return TrySetEnum<EmbeddingGemmaPrecision>(value, precision => options.Precision = precision, out allowed);
            case nameof(EmbeddingGemmaOptions.Truncation):
                return TrySetEnum<EmbeddingGemmaTruncation>(value, truncation => options.Truncation = truncation, out allowed);
            case nameof(EmbeddingGemmaOptions.Prompt):
                allowed = $"one of {EmbeddingGemmaPrompt.PresetNames}; {PromptTextKey} takes a text of your own";
                return Set(EmbeddingGemmaPrompt.TryParse(value, out var prompt) ? prompt : null, preset => options.Prompt = preset);
            case PromptTextKey:
                allowed = "a text";
                options.Prompt = EmbeddingGemmaPrompt.Custom(value);
                return true;
            case nameof(EmbeddingGemmaOptions.MatchSpecialTokens):
                return TrySetSwitch(value, match => options.MatchSpecialTokens = match, out allowed);
            case nameof(EmbeddingGemmaOptions.AllowSpinning):
                return TrySetSwitch(value, spin => options.AllowSpinning = spin, out allowed);
            case nameof(EmbeddingGemmaOptions.UnloadAfter):
                return TrySetDuration(value, duration => options.UnloadAfter = duration, out allowed);
            case nameof(EmbeddingGemmaOptions.CacheDirectory):
                allowed = "the path of a folder";
                if (string.IsNullOrWhiteSpace(value) || value.Contains('\0', StringComparison.Ordinal))
                    return false;

                options.CacheDirectory = value;
                return true;
            case nameof(EmbeddingGemmaOptions.AllowDownload):
                return TrySetSwitch(value, allow => options.AllowDownload = allow, out allowed);
            case nameof(EmbeddingGemmaOptions.KeepDownload):
                return TrySetSwitch(value, keep => options.KeepDownload = keep, out allowed);
            case nameof(EmbeddingGemmaOptions.LoadAtStartup):
                return TrySetSwitch(value, load => options.LoadAtStartup = load, out allowed);
            case nameof(EmbeddingGemmaOptions.ExecutionProvider):
                return TrySetEnum<EmbeddingGemmaExecutionProvider>(value, execution => options.ExecutionProvider = execution, out allowed);
            case nameof(EmbeddingGemmaOptions.ExecutionDevice):
                return TrySetNumber(value, 0, number => options.ExecutionDevice = number, out allowed);
            case nameof(EmbeddingGemmaOptions.RequireExecutionProvider):
                return TrySetSwitch(value, require => options.RequireExecutionProvider = require, out allowed);
            case nameof(EmbeddingGemmaOptions.HuggingFaceToken):
                allowed = "one of Hugging Face, of visible ASCII characters";
                return Set(HubToken.IsWellFormed(value) ? value : null, token => options.HuggingFaceToken = token);
            case nameof(EmbeddingGemmaOptions.Dimensions):
                return TrySetNumber(value, 1, number => options.Dimensions = number, out allowed);
            case nameof(EmbeddingGemmaOptions.MaxTokens):
                return TrySetNumber(value, EmbeddingGemmaOptions.FewestTokens, number => options.MaxTokens = number, out allowed);
            default:
                return TrySetNumber(value, 0, number => options.Threads = number, out allowed);
        }
    }

    private static bool Set<T>(T? value, Action<T> set)
        where T : class
    {
        if (value is not null)
            set(value);

        return value is not null;
    }

    private static bool TrySetSwitch(string value, Action<bool> set, out string allowed)
    {
        allowed = "true or false";
        if (!bool.TryParse(value, out var on))
            return false;

        set(on);
        return true;
    }

    private static bool TrySetDuration(string value, Action<TimeSpan> set, out string allowed)
    {
        allowed = "a duration of at most 24 days, such as 00:10:00 for ten minutes";
        if (!TimeSpan.TryParseExact(value, "c", CultureInfo.InvariantCulture, out var duration) || duration <= TimeSpan.Zero || duration > EmbeddingGemmaOptions.LongestIdleTime)
            return false;

        set(duration);
        return true;
    }

    private static bool TrySetNumber(string value, int least, Action<int> set, out string allowed)
    {
        allowed = $"a whole number from {least} on";
        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < least)
            return false;

        set(number);
        return true;
    }

    private static bool TrySetEnum<TEnum>(string value, Action<TEnum> set, out string allowed)
        where TEnum : struct, Enum
    {
        allowed = $"one of {string.Join(", ", Enum.GetNames<TEnum>())}";
        foreach (var member in Enum.GetValues<TEnum>())
        {
            if (string.Equals(member.ToString(), value, StringComparison.OrdinalIgnoreCase)) // by name alone: Enum.TryParse takes numbers too
            {
                set(member);
                return true;
            }
        }

        return false;
    }
}
