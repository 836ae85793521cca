using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>Collects merges in the order of their ranks.</summary>
/// <param name="pieces">The vocabulary that the merges are between.</param>
internal sealed class MergeTableBuilder(PieceTable pieces)
{
    private readonly List<ulong> _pairs = [];
    private readonly List<int> _results = [];
    private readonly CharacterPairs _boundaries = new();

    /// <summary>Gets the number of merges so far.</summary>
    public int Count => _pairs.Count;

    /// <summary>Gets which characters may stand on the two sides of a merge, for the merges so far.</summary>
    public CharacterPairs Boundaries => _boundaries;

    /// <summary>Adds the merge with the next rank.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // runs millions of times in a fresh process, before tiering would come to it
    public void Add(int left, int right, int result)
    {
        _pairs.Add(MergeTable.Key(left, right));
        _results.Add(result);
        _boundaries.Add(pieces[left][^1], pieces[right][0]);
    }

    /// <summary>Returns whether one of these pieces is a side of some merge.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // runs millions of times in a fresh process, before tiering would come to it
    public bool JoinsAny(IEnumerable<int> ids)
    {
        var isWanted = new bool[pieces.Count];
        foreach (var id in ids)
        {
            isWanted[id] = true;
        }

        foreach (var pair in CollectionsMarshal.AsSpan(_pairs))
        {
            var (left, right) = MergeTable.Split(pair);
            if (isWanted[left] || isWanted[right])
            {
                return true;
            }
        }

        return false;
    }

    public MergeTable Build() => new(CollectionsMarshal.AsSpan(_pairs), CollectionsMarshal.AsSpan(_results));
}
