using Microsoft.Extensions.AI;
using Microsoft.ML.Tokenizers;
using SK.EmbeddingGemma.Chunking;

namespace SK.EmbeddingGemma;

/// <summary>Divides texts into parts that a model takes whole, at the best places: headings, paragraphs, functions, sentences, words.</summary>
/// <remarks>
/// <para>Thread-safe. Every character that is not white space is in at least one chunk, in order. Time and memory grow with the text's length, whatever is in it.</para>
/// <para>A character as a reader sees it stays whole, with one exception: what takes more tokens than a chunk may have, such as thousands of combining marks.</para>
/// </remarks>
public sealed class TextChunker
{
    private readonly Tokenizer _tokenizer;
    private readonly int _overlap;

    /// <summary>Creates a chunker.</summary>
    /// <param name="tokenizer">The model's tokenizer: <c>generator.GetService&lt;EmbeddingGemmaTokenizer&gt;()</c>.</param>
    /// <param name="options">The settings, copied; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="tokenizer"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The overlap is more than half of a chunk.</exception>
    public TextChunker(Tokenizer tokenizer, TextChunkerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        options ??= new();
        var overlap = options.OverlapTokens ?? options.MaxTokens / 10;
        if (overlap > options.MaxTokens / 2)
            throw new ArgumentException(FormattableString.Invariant($"OverlapTokens is {overlap}, but at most half of a chunk of {options.MaxTokens} tokens can be repeated: choose 0 to {options.MaxTokens / 2}."), nameof(options));

        _tokenizer = tokenizer;
        _overlap = overlap;
        MaxTokens = options.MaxTokens;
    }

    /// <summary>Gets the most tokens of a chunk, those of the document prompt and the two that enclose a text included.</summary>
    public int MaxTokens { get; }

    /// <summary>Gets what tells the division from that with other settings.</summary>
    internal string Settings => FormattableString.Invariant($"chunks-1;{MaxTokens};{_overlap}");

    /// <summary>Creates a chunker for the model of a generator.</summary>
    /// <param name="generator">An <see cref="EmbeddingGemmaGenerator"/>, or what stands in front of one.</param>
    /// <param name="options">The settings, copied; <see langword="null"/> for the defaults, with chunks no longer than the generator embeds.</param>
    /// <exception cref="ArgumentNullException"><paramref name="generator"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The generator has no tokenizer, or embeds fewer tokens than a chunk would have; or the overlap is more than half of a chunk.</exception>
    public static TextChunker For(IEmbeddingGenerator generator, TextChunkerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(generator);
        var tokenizer = generator.GetService(typeof(EmbeddingGemmaTokenizer)) ?? generator.GetService(typeof(Tokenizer));
        return new(
            tokenizer as Tokenizer ?? throw new ArgumentException("The generator has no tokenizer, as where its model is not on this machine yet: embed a text first, or create the chunker with a tokenizer.", nameof(generator)),
            ChunkLimit.Checked(options, ChunkLimit.Of(generator)));
    }

    /// <summary>Returns the kind of a file's text, from the extension in its path: Markdown and programs are known, anything else is plain.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is <see langword="null"/>.</exception>
    public static TextKind KindOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return TextKinds.Of(path);
    }

    /// <summary>Divides a text, chunk by chunk as they are asked for.</summary>
    /// <param name="text">The text.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="title">The document's title; <see langword="null"/> where it has none. A title that would take more than a quarter of a chunk is cut.</param>
    /// <returns>The chunks in the order of the text: none of a text without anything but white space.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is <see langword="null"/>.</exception>
    public IEnumerable<TextChunk> Split(string text, TextKind kind = TextKind.Plain, string? title = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new ChunkSplit(text, kind, title, _tokenizer, MaxTokens, _overlap).Read();
    }
}
