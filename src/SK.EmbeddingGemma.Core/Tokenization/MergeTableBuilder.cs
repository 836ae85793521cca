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
    public void Add(int left, int right, int result)
    {
        _pairs.Add(MergeTable.Key(left, right));
        _results.Add(result);
        _boundaries.Add(pieces[left][^1], pieces[right][0]);
    }

    public MergeTable Build() => new(
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_pairs), System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_results));
}
