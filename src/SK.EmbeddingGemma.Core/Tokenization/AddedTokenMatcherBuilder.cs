using System.Numerics;
using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>Builds the trie of an <see cref="AddedTokenMatcher"/>, as large as it must be: most tokens share their beginnings.</summary>
/// <param name="normalizes">Whether tokens are looked for in normalized text.</param>
internal sealed class AddedTokenMatcherBuilder(bool normalizes)
{
    private readonly Dictionary<ulong, int> _nodes = []; // by edge
    private readonly List<ulong> _edges = [0]; // by the node that it leads to
    private readonly List<int> _ends = [0]; // by node
    private readonly HashSet<char> _firsts = [];

    /// <summary>Builds a matcher.</summary>
    /// <param name="tokens">The tokens, no two of the same text.</param>
    /// <returns>The matcher, or <see langword="null"/> where it would find nothing.</returns>
    public AddedTokenMatcher? Build(IEnumerable<AddedToken> tokens)
    {
        foreach (var token in tokens.Where(token => token.IsNormalized == normalizes))
        {
            Add(token);
        }

        if (_firsts.Count == 0)
        {
            return null;
        }

        var slots = new ulong[BitOperations.RoundUpToPowerOf2((uint)(2 * _edges.Count))];
        var targets = new int[slots.Length];
        for (var node = 1; node < _edges.Count; node++)
        {
            var slot = AddedTokenMatcher.SlotOf(_edges[node], slots, AddedTokenMatcher.ShiftFor(slots.Length));
            (slots[slot], targets[slot]) = (_edges[node], node);
        }

        return new AddedTokenMatcher([.. _firsts.Order()], [.. _ends], slots, targets, normalizes);
    }

    private void Add(AddedToken token)
    {
        var content = normalizes ? token.Content.Replace(' ', Space.Visible) : token.Content;
        _firsts.Add(content[0]);
        if (normalizes && content[0] == Space.Visible)
        {
            _firsts.Add(' ');
        }

        var node = 0;
        foreach (var unit in content)
        {
            var edge = AddedTokenMatcher.EdgeOf(node, unit);
            ref var next = ref CollectionsMarshal.GetValueRefOrAddDefault(_nodes, edge, out var isKnown);
            if (!isKnown)
            {
                next = _edges.Count;
                _edges.Add(edge);
                _ends.Add(0);
            }

            node = next;
        }

        _ends[node] = AddedTokenMatcher.EndOf(token);
    }
}
