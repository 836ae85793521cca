using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;
using SK.EmbeddingGemma.Prompts;

namespace SK.EmbeddingGemma;

/// <summary>The text that goes in front of a text to tell the model what its vector is for.</summary>
/// <remarks>
/// Immutable, compared by value and safe to share between threads. The presets are those of Google's model card. Where a
/// model directory has a prompt of its own for a preset, that one is used instead of <see cref="Text"/>.
/// </remarks>
public sealed record EmbeddingGemmaPrompt
{
    /// <summary>The key in <see cref="EmbeddingGenerationOptions.AdditionalProperties"/> of the text to put in front: a <see cref="string"/>, possibly empty.</summary>
    /// <remarks>Alone it is used exactly as it is, whatever prompts the model's directory has.</remarks>
    public const string OptionsKey = "embeddinggemma.prompt";

    /// <summary>The key in <see cref="EmbeddingGenerationOptions.AdditionalProperties"/> of a prompt's name: a preset's, or one of the model's own: a <see cref="string"/>.</summary>
    /// <remarks>Beside <see cref="OptionsKey"/> it counts only while that holds the preset's own text.</remarks>
    public const string NameOptionsKey = "embeddinggemma.prompt.name";

    /// <summary>The key in <see cref="EmbeddingGenerationOptions.AdditionalProperties"/> of a document's title, beside the name <c>document</c>: a <see cref="string"/>.</summary>
    public const string TitleOptionsKey = "embeddinggemma.prompt.title";

    internal const string DocumentName = "document";
    internal const string NoTitle = "none";

    private static readonly EmbeddingGemmaPrompt UntitledDocument = CreateDocument(title: null);

    private EmbeddingGemmaPrompt(string? name, string text, string? title = null)
    {
        Name = name;
        Text = text;
        Title = title;
    }

    /// <summary>Gets the prompt of a search query; also for retrieval, reranking and bitext mining.</summary>
    public static EmbeddingGemmaPrompt Query { get; } = Preset("query", "search result");

    /// <summary>Gets the prompt of a question whose answer is looked for.</summary>
    public static EmbeddingGemmaPrompt QuestionAnswering { get; } = Preset("question-answering", "question answering");

    /// <summary>Gets the prompt of a claim whose evidence is looked for.</summary>
    public static EmbeddingGemmaPrompt FactChecking { get; } = Preset("fact-checking", "fact checking");

    /// <summary>Gets the prompt of a text to classify.</summary>
    public static EmbeddingGemmaPrompt Classification { get; } = Preset("classification", "classification");

    /// <summary>Gets the prompt of a text to group with others.</summary>
    public static EmbeddingGemmaPrompt Clustering { get; } = Preset("clustering", "clustering");

    /// <summary>Gets the prompt of texts that are compared with one another; not for retrieval.</summary>
    public static EmbeddingGemmaPrompt SentenceSimilarity { get; } = Preset("sentence-similarity", "sentence similarity");

    /// <summary>Gets the prompt of a question in words whose answer is code; the code itself is a <see cref="Document"/> with its path as title.</summary>
    public static EmbeddingGemmaPrompt CodeRetrieval { get; } = Preset("code-retrieval", "code retrieval");

    /// <summary>Gets the prompt of a text compared with its summary.</summary>
    public static EmbeddingGemmaPrompt Summarization { get; } = Preset("summarization", "summarization");

    /// <summary>Gets the explicit absence of a prompt: the text is fed as it is.</summary>
    public static EmbeddingGemmaPrompt None { get; } = new("none", "");

    /// <summary>Gets all presets, the document without title among them.</summary>
    public static IReadOnlyList<EmbeddingGemmaPrompt> Presets { get; } =
    [
        Query, UntitledDocument, QuestionAnswering, FactChecking, Classification, Clustering, SentenceSimilarity, CodeRetrieval, Summarization, None,
    ];

    /// <summary>Gets the exact text that is put in front.</summary>
    public string Text { get; }

    /// <summary>Gets the preset's name, such as <c>query</c>; <see langword="null"/> for a custom prompt.</summary>
    public string? Name { get; }

    internal string? Title { get; }

    /// <summary>Returns the prompt of a document.</summary>
    /// <param name="title">The document's title, used as it is; <see langword="null"/> or white space where it has none.</param>
    public static EmbeddingGemmaPrompt Document(string? title = null) =>
        string.IsNullOrWhiteSpace(title) ? UntitledDocument : CreateDocument(title);

    /// <summary>Returns a prompt of the caller's own, used exactly as it is.</summary>
    /// <param name="text">What to put in front of a text, with whatever space belongs between the two.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is <see langword="null"/>.</exception>
    public static EmbeddingGemmaPrompt Custom(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(name: null, text);
    }

    /// <summary>Returns the preset of a name, as configuration and command lines give it.</summary>
    /// <param name="name">A name of <see cref="Presets"/>, in any letter case.</param>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is <see langword="null"/>.</exception>
    /// <exception cref="FormatException">There is no such preset; the message lists those that are.</exception>
    public static EmbeddingGemmaPrompt Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return TryParse(name, out var prompt)
            ? prompt
            : throw new FormatException($"'{name}' is no prompt: choose one of {PresetNames}.");
    }

    /// <summary>Finds the preset of a name, in any letter case.</summary>
    /// <returns>Whether there is one.</returns>
    public static bool TryParse([NotNullWhen(true)] string? name, [NotNullWhen(true)] out EmbeddingGemmaPrompt? prompt)
    {
        prompt = Presets.FirstOrDefault(preset => string.Equals(preset.Name, name, StringComparison.OrdinalIgnoreCase));
        return prompt is not null;
    }

    /// <summary>Returns options for a call with this prompt, a new object every time.</summary>
    /// <param name="dimensions">The length of a vector in floats; <see langword="null"/> for the generator's own.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dimensions"/> is less than 1.</exception>
    public EmbeddingGenerationOptions ToOptions(int? dimensions = null)
    {
        var options = new EmbeddingGenerationOptions { Dimensions = dimensions };
        PromptProperties.TryAdd(options, this);
        return options;
    }

    /// <summary>Returns the preset's name, or <c>custom</c>; never the text or a title.</summary>
    public override string ToString() => Name ?? "custom";

    internal static string PresetNames => string.Join(", ", Presets.Select(preset => preset.Name));

    private static EmbeddingGemmaPrompt Preset(string name, string task) => new(name, $"task: {task} | query: ");

    private static EmbeddingGemmaPrompt CreateDocument(string? title) => new(DocumentName, $"title: {title ?? NoTitle} | text: ", title);
}
