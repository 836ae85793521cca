using System.Buffers;
using System.Runtime.CompilerServices;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>A binary heap of merges that may be due, lowest rank first and leftmost among equals, in a rented array.</summary>
internal struct MergeQueue(int capacity) : IDisposable
{
    private ulong[] _items = ArrayPool<ulong>.Shared.Rent(Math.Max(16, capacity)); // rank << 32 | position
    private int _count;

    public void Push(int rank, int position)
    {
        if (_count == _items.Length)
        {
            Grow();
        }

        var item = ((ulong)(uint)rank << 32) | (uint)position;
        var i = _count++;
        while (i > 0 && _items[(i - 1) >> 1] > item)
        {
            _items[i] = _items[(i - 1) >> 1];
            i = (i - 1) >> 1;
        }

        _items[i] = item;
    }

    public bool TryPop(out int rank, out int position)
    {
        if (_count == 0)
        {
            rank = position = 0;
            return false;
        }

        var top = _items[0];
        (rank, position) = ((int)(top >> 32), (int)(uint)top);
        var last = _items[--_count];
        var i = 0;
        while ((2 * i) + 1 < _count)
        {
            var child = (2 * i) + 1;
            if (child + 1 < _count && _items[child + 1] < _items[child])
            {
                child++;
            }

            if (last <= _items[child])
            {
                break;
            }

            _items[i] = _items[child];
            i = child;
        }

        _items[i] = last;
        return true;
    }

    public readonly void Dispose() => ArrayPool<ulong>.Shared.Return(_items);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow()
    {
        var larger = ArrayPool<ulong>.Shared.Rent(2 * _items.Length);
        _items.AsSpan(0, _count).CopyTo(larger);
        ArrayPool<ulong>.Shared.Return(_items);
        _items = larger;
    }
}
