using System.Buffers;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>Keeps ids, in a rented array.</summary>
/// <param name="maxCount">The number of tokens at which encoding stops; a character's tokens are not torn apart.</param>
/// <param name="maxKept">The number of tokens that are kept; those behind are counted only.</param>
internal struct IdSink(int maxCount, int maxKept = int.MaxValue) : ITokenSink, IDisposable
{
    private int[] _ids = ArrayPool<int>.Shared.Rent(256);
    private int _kept;

    /// <summary>Gets the number of tokens taken.</summary>
    public int Count { get; private set; }

    /// <summary>Gets where the text of the last token taken ends.</summary>
    public int End { get; private set; }

    /// <summary>Gets the ids kept.</summary>
    public readonly ReadOnlySpan<int> Ids => _ids.AsSpan(0, _kept);

    public bool Add(int id, int start, int end)
    {
        if (Count == maxCount)
        {
            return false;
        }

        Count++;
        End = end;
        if (_kept < maxKept)
        {
            if (_kept == _ids.Length)
            {
                Grow();
            }

            _ids[_kept++] = id;
        }

        return true;
    }

    public bool AddBytes(ReadOnlySpan<int> ids, int start, int end)
    {
        if (ids.Length > maxCount - Count)
        {
            return false;
        }

        foreach (var id in ids)
        {
            Add(id, start, end);
        }

        return true;
    }

    public readonly void Dispose() => ArrayPool<int>.Shared.Return(_ids);

    private void Grow()
    {
        var larger = ArrayPool<int>.Shared.Rent(2 * _ids.Length);
        Ids.CopyTo(larger);
        ArrayPool<int>.Shared.Return(_ids);
        _ids = larger;
    }
}
