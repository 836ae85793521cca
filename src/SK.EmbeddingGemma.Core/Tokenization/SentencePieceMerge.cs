using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>A merge that a SentencePiece vocabulary implies.</summary>
/// <param name="Score">The score of the piece that results.</param>
/// <param name="LeftLength">The length of the left side, in characters.</param>
/// <param name="RightLength">The length of the right side, in characters.</param>
/// <param name="Result">The piece that results.</param>
/// <param name="Left">The left side.</param>
/// <param name="Right">The right side.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SentencePieceMerge(float Score, int LeftLength, int RightLength, int Result, int Left, int Right)
{
    /// <summary>Higher scores first, then longer left and right sides, then lower ids: the order that the reference's conversion writes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // runs millions of times in a fresh process, before tiering would come to it
    public static int Compare(SentencePieceMerge first, SentencePieceMerge second)
    {
        var order = second.Score.CompareTo(first.Score);
        order = order != 0 ? order : second.LeftLength.CompareTo(first.LeftLength);
        order = order != 0 ? order : second.RightLength.CompareTo(first.RightLength);
        return order != 0 ? order : first.Result.CompareTo(second.Result);
    }
}
