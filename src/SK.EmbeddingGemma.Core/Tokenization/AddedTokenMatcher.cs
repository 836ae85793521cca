using System.Buffers;
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
    private readonly char[] _firstCharacters;
    private readonly int[] _ends; // by node: id << 1 | whether special, plus 1; 0 where no token ends
    private readonly ulong[] _edges; // node << 16 | character, plus 1; 0 is free
    private readonly int[] _targets; // by slot of the edge
    private readonly int _shift;
    private readonly bool _normalizes;

    /// <summary>Takes the arrays over.</summary>
    /// <param name="firsts">The characters that tokens start with.</param>
    /// <param name="ends">By node: the token that ends there, as <see cref="EndOf"/> packs it, or 0.</param>
    /// <param name="edges">By slot, of which a power of two are there and one at least is free: an edge, or 0.</param>
    /// <param name="targets">By slot: the node that the edge leads to, or 0.</param>
    /// <param name="normalizes">Whether the text's spaces are taken for visible ones, as those of normalized tokens are.</param>
    public AddedTokenMatcher(char[] firsts, int[] ends, ulong[] edges, int[] targets, bool normalizes)
    {
        (_firstCharacters, _ends, _edges, _targets, _normalizes) = (firsts, ends, edges, targets, normalizes);
        _shift = ShiftFor(edges.Length);
        _firsts = SearchValues.Create(firsts);
    }

    /// <summary>Reads a matcher that <see cref="Write"/> wrote, or that there was none.</summary>
    public static AddedTokenMatcher? Read(CompiledFileReader file, bool normalizes) => file.TakeCopy<char>() is { Length: > 0 } firsts
        ? new(firsts, file.TakeCopy<int>(), file.TakeCopy<ulong>(), file.TakeCopy<int>(), normalizes)
        : null;

    /// <summary>Writes a matcher, or that there is none.</summary>
    public static void Write(CompiledFileWriter file, AddedTokenMatcher? matcher)
    {
        file.Add<char>(matcher?._firstCharacters);
        if (matcher is not null)
        {
            file.Add<int>(matcher._ends);
            file.Add<ulong>(matcher._edges);
            file.Add<int>(matcher._targets);
        }
    }

    public static int ShiftFor(int slots) => 64 - BitOperations.Log2((uint)slots);

    public static int EndOf(AddedToken token) => ((token.Id << 1) | (token.IsSpecial ? 1 : 0)) + 1;

    public static ulong EdgeOf(int node, char unit) => (((ulong)(uint)node << 16) | unit) + 1;

    /// <summary>Returns the slot of an edge, or a free one.</summary>
    public static int SlotOf(ulong edge, ulong[] edges, int shift)
    {
        var i = (int)((edge * Multiplier) >> shift);
        while (edges[i] != 0 && edges[i] != edge)
        {
            i = (i + 1) & (edges.Length - 1);
        }

        return i;
    }

    /// <summary>Returns the ids of the special tokens.</summary>
    public IEnumerable<int> Specials() => _ends.Where(end => IsSpecial(end)).Select(IdOf);

    /// <summary>Returns the ids of all tokens.</summary>
    public IEnumerable<int> Ids() => _ends.Where(end => end != 0).Select(IdOf);

    /// <summary>Finds the first match at or behind <paramref name="from"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">Where to start, as an index into <paramref name="text"/>.</param>
    /// <param name="limit">The id from which on tokens are passed over as if they were not listed.</param>
    /// <param name="matchSpecial">
    /// Whether special tokens count. If not, they are found all the same and passed over as ordinary text: they still hide what
    /// overlaps them.
    /// </param>
    /// <param name="match">What was found.</param>
    public bool TryFind(ReadOnlySpan<char> text, int from, int limit, bool matchSpecial, out AddedTokenMatch match)
    {
        for (var at = from; at < text.Length;)
        {
            var skipped = text[at..].IndexOfAny(_firsts);
            if (skipped < 0)
            {
                break;
            }

            at += skipped;
            var end = LongestAt(text[at..], limit, out var length);
            if (end != 0 && (matchSpecial || !IsSpecial(end)))
            {
                match = new(IdOf(end), at, at + length);
                return true;
            }

            at += Math.Max(1, length);
        }

        match = new(-1, text.Length, text.Length);
        return false;
    }

    private static int IdOf(int end) => (end - 1) >> 1;

    private static bool IsSpecial(int end) => end != 0 && ((end - 1) & 1) != 0;

    private int LongestAt(ReadOnlySpan<char> text, int limit, out int length)
    {
        var (longest, node) = (0, 0);
        length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            node = _targets[SlotOf(EdgeOf(node, _normalizes ? Space.Fold(text[i]) : text[i]), _edges, _shift)];
            if (node == 0)
            {
                break;
            }

            if (_ends[node] is not 0 and var end && IdOf(end) < limit)
            {
                (longest, length) = (end, i + 1);
            }
        }

        return longest;
    }
}
