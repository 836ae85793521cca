using System.Runtime.CompilerServices;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>The model's only normalization: a space becomes U+2581. It changes no length, so offsets into the text stay valid.</summary>
internal static class Space
{
    /// <summary>LOWER ONE EIGHTH BLOCK, SentencePiece's visible space.</summary>
    public const char Visible = '\u2581';

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static char Fold(char unit) => unit == ' ' ? Visible : unit;
}
