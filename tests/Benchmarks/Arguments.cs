using System.Globalization;

namespace SK.EmbeddingGemma.Benchmarks;

/// <summary>The options behind a command's name: <c>--name value</c>, or <c>--name</c> alone for a switch.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string?> _values = new(StringComparer.Ordinal);

    /// <summary>Reads <paramref name="args"/>.</summary>
    /// <param name="args">What stands behind the command's name.</param>
    /// <param name="allowed">The names that the command knows.</param>
    /// <exception cref="FormatException">Another option stands there.</exception>
    public Arguments(ReadOnlySpan<string> args, params ReadOnlySpan<string> allowed)
    {
        for (var i = 0; i < args.Length; i++)
        {
            if (!allowed.Contains(args[i]))
                throw new FormatException($"'{args[i]}' is no option of this command, which knows {string.Join(", ", allowed!)}. --help describes all.");

            var hasValue = i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal);
            _values[args[i]] = hasValue ? args[++i] : null;
        }
    }

    /// <summary>Gets the model; Nano where none is named.</summary>
    public EmbeddingGemmaModel Model => Text("--model") is { } text ? EmbeddingGemmaModel.Parse(text) : EmbeddingGemmaModel.Nano;

    /// <summary>Gets the precision; single where none is named.</summary>
    public EmbeddingGemmaPrecision Precision => Text("--precision") is not { } text ? EmbeddingGemmaPrecision.Float32
        : Enum.TryParse<EmbeddingGemmaPrecision>(text, ignoreCase: true, out var precision) && Enum.IsDefined(precision) ? precision
        : throw new FormatException($"--precision is '{text}', but must be one of {string.Join(", ", Enum.GetNames<EmbeddingGemmaPrecision>())}.");

    /// <summary>Returns whether a switch is given.</summary>
    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>Returns a positive number.</summary>
    public int Number(string name, int fallback) => !Has(name) ? fallback
        : int.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : throw new FormatException($"{name} is '{Text(name)}', but must be a whole number of at least 1.");

    /// <summary>Returns the value of an option, or <see langword="null"/> where it is not given.</summary>
    public string? Text(string name) => !_values.TryGetValue(name, out var value) ? null
        : value ?? throw new FormatException($"{name} needs a value.");
}
