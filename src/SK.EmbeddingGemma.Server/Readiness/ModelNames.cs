using System.Collections.Frozen;
using SK.EmbeddingGemma.Server.Prompts;
using SK.EmbeddingGemma.Server.Requests;

namespace SK.EmbeddingGemma.Server.Readiness;

/// <summary>The names that clients know the served model by. Immutable and thread-safe.</summary>
internal sealed class ModelNames
{
    /// <summary>What Ollama's clients put behind a name that has no tag.</summary>
    private const string DefaultTag = "latest";

    private readonly FrozenSet<string> _names;
    private readonly PromptTable _prompts;

    /// <param name="model">The model.</param>
    /// <param name="options">The name to serve it under, and further ones.</param>
    /// <param name="prompts">Its prompts, which may be named behind a name.</param>
    public ModelNames(EmbeddingGemmaModel model, EmbeddingGemmaServerOptions options, PromptTable prompts)
    {
        Served = options.ModelName ?? model.Name;
        _prompts = prompts;
        string[] usual = model.Equals(EmbeddingGemmaModel.Gemma300M) ? ["embeddinggemma", "embeddinggemma:300m"] : [];
        _names = options.ModelAliases
            .Concat([Served, model.Name])
            .Concat(model.Manifest?.Sources.Select(source => source.Repository) ?? [])
            .Concat(usual)
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Gets the name that the model is served under.</summary>
    public string Served { get; }

    /// <summary>Reads a name, with the name of a prompt behind it or not.</summary>
    /// <param name="name">What a client asks for; <see langword="null"/> for the served model.</param>
    /// <returns>The name of the prompt, or <see langword="null"/>.</returns>
    /// <exception cref="RequestFaultException">The model is not served here.</exception>
    public string? PromptOf(string? name) =>
        TryRead(name, out var prompt)
            ? prompt
            : throw new RequestFaultException(FaultKind.ModelUnknown, $"Model not found: it is not served here; ask for '{Served}', or '{Served}:PROMPT' with one of {string.Join(", ", _prompts.Names)}.", "model");

    /// <summary>Reads a name, and returns whether the model is served here.</summary>
    public bool TryRead(string? name, out string? prompt)
    {
        prompt = null;
        if (name is null || _names.Contains(name))
            return true;

        var colon = name.LastIndexOf(':');
        if (colon < 0 || !_names.Contains(name[..colon]))
            return false;

        var tag = name[(colon + 1)..];
        if (tag.Equals(DefaultTag, StringComparison.OrdinalIgnoreCase))
            return true;

        prompt = tag;
        return _prompts.Contains(tag);
    }
}
