using Microsoft.ML.Tokenizers;

namespace SK.EmbeddingGemma.Chunking;

/// <summary>The division of one text. Not thread-safe.</summary>
internal sealed class ChunkSplit(string text, TextKind kind, string? title, Tokenizer tokenizer, int maxTokens, int overlap)
{
    /// <summary>The two tokens that enclose a text.</summary>
    public const int Specials = 2;

    private const int CharactersPerToken = 6;

    private readonly CutSearch _search = new(text, kind);
    private readonly int _fed = maxTokens - Specials;
    private ChunkTitle? _title;
    private IReadOnlyList<string>? _headings;

    /// <summary>Returns the chunks in turn.</summary>
    public IEnumerable<TextChunk> Read()
    {
        var start = _search.SkipWhite(0);
        var done = 0; // what lies before is in chunks already
        while (start < text.Length)
        {
            var prompt = TitleAt(start);
            if (Find(start, done, prompt.Prompt) is not { } cut)
            {
                start = _search.SkipWhite(done); // the repeated part leaves no room for anything new
                continue;
            }

            var part = text[start..cut.End];
            yield return new(part, start, tokenizer.CountTokens(prompt.Prompt + part) + Specials, prompt.Text);
            if (cut.Position >= text.Length)
                yield break;
            done = cut.Position;
            start = cut.Level == BoundaryLevel.Heading ? done : Math.Max(start + 1, Repeated(start, cut));
        }
    }

    private ChunkTitle TitleAt(int position)
    {
        var headings = _search.HeadingsAt(position);
        if (_title is null || !ReferenceEquals(headings, _headings))
            (_title, _headings) = (ChunkTitle.Create(title, headings, tokenizer, maxTokens / 4), headings);
        return _title;
    }

    private Cut? Find(int start, int done, string prompt)
    {
        var (limit, tokens) = Reach(start, prompt);
        while (true)
        {
            _search.Read(start, limit);
            var from = Math.Max(start, done);
            var full = limit < text.Length ? limit - from : (int)((long)(limit - from) * _fed / Math.Max(1, tokens));
            var cut = limit == text.Length
                ? _search.FirstHeading(from + (full / 4)) ?? _search.Best(done, text.Length, text.Length)
                : _search.Best(done, from + (full / 4), from + (full / 2));
            if (cut is not { } found)
                return start < done ? null : Force(start, limit, prompt);
            if (Fits(prompt, start, found.End))
                return found;
            limit = found.End - 1; // parts of a text can take a token more than in the whole
        }
    }

    /// <summary>Returns how far the tokens reach from a position, and how many it takes.</summary>
    private (int Limit, int Tokens) Reach(int start, string prompt)
    {
        for (long size = (long)_fed * CharactersPerToken; ; size *= 2)
        {
            var length = (int)Math.Min(size, text.Length - start);
            var fed = string.Concat(prompt, text.AsSpan(start, length));
            var end = tokenizer.GetIndexByTokenCount(fed, _fed, out _, out var tokens);
            if (end < fed.Length || start + length == text.Length)
                return (start + Math.Max(0, end - prompt.Length), tokens);
        }
    }

    /// <summary>Divides a character that is too long for a chunk by itself; code points stay whole.</summary>
    private Cut Force(int start, int limit, string prompt)
    {
        var whole = GraphemeEnds.LengthAt(text, start);
        var end = start + Math.Min(whole, Math.Max(1, limit - start));
        while (true)
        {
            if (end < text.Length && char.IsLowSurrogate(text[end]) && char.IsHighSurrogate(text[end - 1]))
                end = end - 1 > start ? end - 1 : end + 1;
            if (end - start <= 2 || Fits(prompt, start, end))
                return new(end, end, BoundaryLevel.Heading); // nothing of it is repeated
            end--;
        }
    }

    private bool Fits(string prompt, int start, int end) =>
        tokenizer.CountTokens(string.Concat(prompt, text.AsSpan(start, end - start))) <= _fed;

    private int Repeated(int start, Cut cut)
    {
        if (overlap == 0)
            return cut.Position;
        var from = tokenizer.GetIndexByTokenCountFromEnd(text.AsSpan(start, cut.End - start), overlap, out _, out _);
        return _search.BestStart(Math.Max(start + 1, start + from), cut.Position);
    }
}
