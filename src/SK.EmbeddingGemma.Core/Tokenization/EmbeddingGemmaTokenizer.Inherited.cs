using System.Runtime.CompilerServices;
using Microsoft.ML.Tokenizers;
using SK.EmbeddingGemma.Tokenization;

namespace SK.EmbeddingGemma;

#pragma warning disable RS0026, RS0027 // The signatures, optional parameters included, are the base class's.

/// <content>
/// What callers of <see cref="Tokenizer"/> reach. The base class turns a missing string into an empty span before a derived class
/// sees it, so the methods that take strings are declared anew to refuse it.
/// </content>
public sealed partial class EmbeddingGemmaTokenizer
{
    /// <inheritdoc cref="Tokenizer.EncodeToIds(string, bool, bool)"/>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is <see langword="null"/>.</exception>
    public new IReadOnlyList<int> EncodeToIds(string text, bool considerPreTokenization = true, bool considerNormalization = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        return EncodeToIds(text, int.MaxValue, considerNormalization, out _);
    }

    /// <inheritdoc cref="Tokenizer.EncodeToIds(ReadOnlySpan{char}, bool, bool)"/>
    public new IReadOnlyList<int> EncodeToIds(ReadOnlySpan<char> text, bool considerPreTokenization = true, bool considerNormalization = true) =>
        EncodeToIds(text, int.MaxValue, considerNormalization, out _);

    /// <inheritdoc cref="Tokenizer.EncodeToIds(string, int, out string, out int, bool, bool)"/>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxTokenCount"/> is less than 1.</exception>
    public new IReadOnlyList<int> EncodeToIds(string text, int maxTokenCount, out string? normalizedText, out int charsConsumed, bool considerPreTokenization = true, bool considerNormalization = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        return base.EncodeToIds(text, maxTokenCount, out normalizedText, out charsConsumed, considerPreTokenization, considerNormalization);
    }

    /// <inheritdoc cref="Tokenizer.EncodeToTokens(string, out string, bool, bool)"/>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is <see langword="null"/>.</exception>
    public new IReadOnlyList<EncodedToken> EncodeToTokens(string text, out string? normalizedText, bool considerPreTokenization = true, bool considerNormalization = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        return base.EncodeToTokens(text, out normalizedText, considerPreTokenization, considerNormalization);
    }

    /// <inheritdoc cref="Tokenizer.CountTokens(string, bool, bool)"/>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is <see langword="null"/>.</exception>
    public new int CountTokens(string text, bool considerPreTokenization = true, bool considerNormalization = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        return base.CountTokens(text, considerPreTokenization, considerNormalization);
    }

    /// <inheritdoc cref="Tokenizer.GetIndexByTokenCount(string, int, out string, out int, bool, bool)"/>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxTokenCount"/> is less than 1.</exception>
    public new int GetIndexByTokenCount(string text, int maxTokenCount, out string? normalizedText, out int tokenCount, bool considerPreTokenization = true, bool considerNormalization = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        return base.GetIndexByTokenCount(text, maxTokenCount, out normalizedText, out tokenCount, considerPreTokenization, considerNormalization);
    }

    /// <inheritdoc cref="Tokenizer.GetIndexByTokenCountFromEnd(string, int, out string, out int, bool, bool)"/>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxTokenCount"/> is less than 1.</exception>
    public new int GetIndexByTokenCountFromEnd(string text, int maxTokenCount, out string? normalizedText, out int tokenCount, bool considerPreTokenization = true, bool considerNormalization = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        return base.GetIndexByTokenCountFromEnd(text, maxTokenCount, out normalizedText, out tokenCount, considerPreTokenization, considerNormalization);
    }

    /// <inheritdoc/>
    protected override EncodeResults<int> EncodeToIds(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        RequirePositive(settings.MaxTokenCount);
        var span = text ?? textSpan;
        var ids = EncodeToIds(span, settings.MaxTokenCount, settings.ConsiderNormalization, out var end);
        return new EncodeResults<int> { Tokens = ids, CharsConsumed = end, NormalizedText = Normalize(text, span, settings.ConsiderNormalization) };
    }

    /// <inheritdoc/>
    protected override EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        RequirePositive(settings.MaxTokenCount);
        var span = text ?? textSpan;
        var sink = new TokenSink(_tables.Pieces, settings.MaxTokenCount);
        _tables.Encode(span, MatchesSpecialTokens, settings.ConsiderNormalization, ref sink);
        return new EncodeResults<EncodedToken>
        {
            Tokens = sink.Tokens,
            CharsConsumed = sink.Tokens.Count > 0 ? sink.Tokens[^1].Offset.End.Value : 0,
            NormalizedText = Normalize(text, span, settings.ConsiderNormalization),
        };
    }

    /// <inheritdoc/>
    protected override int CountTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        RequirePositive(settings.MaxTokenCount);
        var sink = new CountSink(settings.MaxTokenCount);
        _tables.Encode(text ?? textSpan, MatchesSpecialTokens, settings.ConsiderNormalization, ref sink);
        return sink.Count;
    }

    /// <inheritdoc/>
    protected override int GetIndexByTokenCount(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings, bool fromEnd, out string? normalizedText, out int tokenCount)
    {
        RequirePositive(settings.MaxTokenCount);
        var span = text ?? textSpan;
        normalizedText = Normalize(text, span, settings.ConsiderNormalization);
        if (fromEnd)
        {
            var last = new StartSink(settings.MaxTokenCount);
            _tables.Encode(span, MatchesSpecialTokens, settings.ConsiderNormalization, ref last);
            return last.Cut(span.Length, out tokenCount);
        }

        var first = new CountSink(settings.MaxTokenCount);
        _tables.Encode(span, MatchesSpecialTokens, settings.ConsiderNormalization, ref first);
        tokenCount = first.Count;
        return first.End;
    }

    private static void RequirePositive(int maxTokenCount, [CallerArgumentExpression(nameof(maxTokenCount))] string? name = null) =>
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxTokenCount, name);

    private static string? Normalize(string? text, ReadOnlySpan<char> span, bool normalize)
    {
        if (!normalize)
        {
            return null;
        }

        var wellFormed = WellFormed.Text(span);
        text = text is not null && wellFormed.Overlaps(span) ? text : wellFormed.ToString();
        return text.Replace(' ', Space.Visible);
    }

    private int[] EncodeToIds(ReadOnlySpan<char> text, int maxTokenCount, bool normalize, out int end)
    {
        var sink = new IdSink(maxTokenCount);
        try
        {
            _tables.Encode(text, MatchesSpecialTokens, normalize, ref sink);
            end = sink.End;
            return sink.Ids.ToArray();
        }
        finally
        {
            sink.Dispose();
        }
    }
}
