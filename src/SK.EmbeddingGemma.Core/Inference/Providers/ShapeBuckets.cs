namespace SK.EmbeddingGemma.Inference.Providers;

/// <summary>
/// Rounds the shape of a batch up to one of few: a provider compiles its kernels for each shape that comes, which takes longer than to
/// compute some padding.
/// </summary>
internal static class ShapeBuckets
{
    private const int Least = 16;

    /// <summary>Returns the length of rows for texts of at most <paramref name="tokens"/> tokens: a power of two or one and a half times that, at least 16, at most <paramref name="most"/>.</summary>
    public static int Length(int tokens, int most)
    {
        var length = Least;
        while (length < tokens)
            length += (length & (length - 1)) == 0 ? length / 2 : length / 3; // 16, 24, 32, 48, 64, ...
        return Math.Max(tokens, Math.Min(length, most));
    }

    /// <summary>Returns the number of rows for a number of texts: a power of two.</summary>
    public static int Rows(int texts)
    {
        var rows = 1;
        while (rows < texts)
            rows *= 2;
        return rows;
    }
}
