using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>
/// Finds added tokens: the leftmost, and of those that start there the longest. A trie whose edges are hashed, entered only where the
/// text has the first character of some token. Immutable.
/// </summary>
internal sealed class AddedTokenMatcher
{
    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;

    private readonly SearchValues<char> _firsts;
    private readonly AddedToken?[] _ends; // by node
    private readonly ulong[] _edges; // node << 16 | character, plus 1; 0 is free
    private readonly int[] _targets;
    private readonly int _shift;
    private readonly bool _normalizes;

    /// <param name="tokens">The tokens, no two of the same text.</param>
    /// <param name="normalizes">Whether the text's spaces are taken for visible ones, as those of normalized tokens are.</param>
    public AddedTokenMatcher(IReadOnlyCollection<AddedToken> tokens, bool normalizes)
    {
        _normalizes = normalizes;
        var nodes = 1 + tokens.Sum(token => token.Content.Length);
        _edges = new ulong[BitOperations.RoundUpToPowerOf2((uint)(2 * nodes))];
        _targets = new int[_edges.Length];
        _shift = 64 - BitOperations.Log2((uint)_edges.Length);
        var ends = new List<AddedToken?>() { null };
        var firsts = new HashSet<char>();
        foreach (var token in tokens)
        {
            var content = normalizes ? token.Content.Replace(' ', Space.Visible) : token.Content;
            firsts.Add(content[0]);
            if (normalizes && content[0] == Space.Visible)
            {
                firsts.Add(' ');
            }

            ends[Grow(content, ends)] = token;
        }

        _ends = [.. ends];
        _firsts = SearchValues.Create([.. firsts]);
    }

    /// <summary>Finds the first match at or behind <paramref name="from"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">Where to start, as an index into <paramref name="text"/>.</param>
    /// <param name="matchSpecial">
    /// Whether special tokens count. If not, they are found all the same and passed over as ordinary text: they still hide what
    /// overlaps them.
    /// </param>
    /// <param name="start">Where the match starts, or the length of the text.</param>
    /// <param name="token">The token, which is as long in the text as its content.</param>
    public bool TryFind(ReadOnlySpan<char> text, int from, bool matchSpecial, out int start, [NotNullWhen(true)] out AddedToken? token)
    {
        for (var at = from; at < text.Length;)
        {
            var skipped = text[at..].IndexOfAny(_firsts);
            if (skipped < 0)
            {
                break;
            }

            at += skipped;
            token = LongestAt(text[at..]);
            if (token is null)
            {
                at++;
            }
            else if (token.IsSpecial && !matchSpecial)
            {
                at += token.Content.Length;
            }
            else
            {
                start = at;
                return true;
            }
        }

        start = text.Length;
        token = null;
        return false;
    }

    private AddedToken? LongestAt(ReadOnlySpan<char> text)
    {
        AddedToken? longest = null;
        var node = 0;
        foreach (var unit in text)
        {
            node = _targets[SlotOf(node, _normalizes ? Space.Fold(unit) : unit)];
            if (node == 0)
            {
                break;
            }

            longest = _ends[node] ?? longest;
        }

        return longest;
    }

    private int Grow(string content, List<AddedToken?> ends)
    {
        var node = 0;
        foreach (var unit in content)
        {
            var slot = SlotOf(node, unit);
            if (_edges[slot] == 0)
            {
                _edges[slot] = EdgeOf(node, unit);
                _targets[slot] = ends.Count;
                ends.Add(null);
            }

            node = _targets[slot];
        }

        return node;
    }

    private static ulong EdgeOf(int node, char unit) => (((ulong)(uint)node << 16) | unit) + 1;

    /// <summary>Returns the slot of an edge, or a free slot, whose target is 0.</summary>
    private int SlotOf(int node, char unit)
    {
        var edge = EdgeOf(node, unit);
        var i = (int)((edge * Multiplier) >> _shift);
        while (_edges[i] != 0 && _edges[i] != edge)
        {
            i = (i + 1) & (_edges.Length - 1);
        }

        return i;
    }
}
