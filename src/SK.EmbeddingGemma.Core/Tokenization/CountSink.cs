using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>Counts tokens.</summary>
/// <param name="maxCount">The number of tokens at which encoding stops; a character's tokens are not torn apart.</param>
[StructLayout(LayoutKind.Auto)]
internal struct CountSink(int maxCount) : ITokenSink
{
    /// <summary>Gets the number of tokens taken.</summary>
    public int Count { get; private set; }

    /// <summary>Gets where the text of the last token taken ends.</summary>
    public int End { get; private set; }

    public bool Add(int id, int start, int end)
    {
        if (Count == maxCount)
        {
            return false;
        }

        Count++;
        End = end;
        return true;
    }

    public bool AddBytes(ReadOnlySpan<int> ids, int start, int end)
    {
        if (ids.Length > maxCount - Count)
        {
            return false;
        }

        Count += ids.Length;
        End = end;
        return true;
    }
}
