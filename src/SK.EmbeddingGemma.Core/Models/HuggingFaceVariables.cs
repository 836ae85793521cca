namespace SK.EmbeddingGemma.Models;

/// <summary>The environment variables of Hugging Face's tools, as those read them. Immutable.</summary>
/// <param name="environment">Gives the value of a variable, or <see langword="null"/>.</param>
/// <param name="home">The user's home folder.</param>
internal sealed class HuggingFaceVariables(Func<string, string?> environment, string home)
{
    /// <summary>Gets those of this process.</summary>
    public static HuggingFaceVariables OfProcess => new(Environment.GetEnvironmentVariable, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));

    /// <summary>Gets the folder of all that the tools keep.</summary>
    public string Root => PathOf("HF_HOME") ?? Path.Combine(PathOf("XDG_CACHE_HOME") ?? Path.Combine(home, ".cache"), "huggingface");

    /// <summary>Returns a variable's text without the space around it; <see langword="null"/> where it is unset or blank.</summary>
    public string? Text(string name) => environment(name)?.Trim() is { Length: > 0 } value ? value : null;

    /// <summary>Returns a variable's path, in which <c>~</c> stands for the home folder; <see langword="null"/> where it is unset or empty.</summary>
    public string? PathOf(string name) => environment(name) switch
    {
        null or "" => null,
        "~" => home,
        ['~', '/' or '\\', .. var rest] => Path.Combine(home, rest),
        var value => value,
    };
}
