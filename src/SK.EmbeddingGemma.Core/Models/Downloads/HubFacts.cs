using System.Globalization;
using System.Net;

namespace SK.EmbeddingGemma.Models;

/// <summary>What the hub's answers say of a file, on the way to where its bytes are. Not thread-safe.</summary>
internal sealed class HubFacts
{
    private const int LongestTag = 128;
    private string? _linkedTag;
    private string? _ownTag;
    private long? _linkedLength;
    private long? _ownLength;

    /// <summary>Gets the commit, or <see langword="null"/> where none was stated.</summary>
    public string? Commit { get; private set; }

    /// <summary>Gets the file's tag without its quotes, if a file can be named by it; else <see langword="null"/>.</summary>
    public string? Tag => _linkedTag ?? _ownTag;

    /// <summary>Gets the whole file's length, or <see langword="null"/> where none was stated.</summary>
    public long? Length => _linkedLength ?? _ownLength;

    /// <summary>Gets whether what is to be known before the bytes is known.</summary>
    public bool IsComplete => Tag is not null && Length is not null;

    /// <summary>Reads an answer's headers.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="isHub">Whether it is the hub's own: nobody else says what a file is.</param>
    public void Read(HttpResponseMessage answer, bool isHub)
    {
        if (isHub)
        {
            Commit ??= Header(answer, "X-Repo-Commit");
            _linkedTag ??= TagOf(Header(answer, "X-Linked-Etag"));
            _linkedLength ??= LengthOf(Header(answer, "X-Linked-Size"));
        }

        if (!answer.IsSuccessStatusCode)
            return;
        _ownLength ??= answer.Content.Headers.ContentRange?.Length ?? (answer.StatusCode == HttpStatusCode.OK ? answer.Content.Headers.ContentLength : null);
        if (isHub)
            _ownTag ??= TagOf(Header(answer, "ETag"));
    }

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.NonValidated.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static long? LengthOf(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : null;

    // It becomes the name of a file: hexadecimal digits with the hub, and at least nothing that leads elsewhere.
    private static string? TagOf(string? header)
    {
        var tag = header?.Trim();
        if (tag is not null && tag.StartsWith("W/", StringComparison.Ordinal))
            tag = tag[2..];
        tag = tag?.Trim('"');
        return tag is { Length: > 0 and <= LongestTag } && tag.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_') ? tag : null;
    }
}
