namespace SK.EmbeddingGemma.Server.Load;

/// <summary>Texts of mixed lengths, the same in every run.</summary>
internal static class LoadTexts
{
    private static readonly string[] Words = ["cancel", "token", "vector", "index", "query", "memory", "bread", "oven", "planet", "red", "async", "await", "stream", "store", "cat", "tax"];

    /// <summary>Returns a text of 3 to some 200 words; most are short.</summary>
    public static string Of(int number)
    {
        var mixed = unchecked((uint)number * 2654435761u);
        var length = (mixed % 10) switch { < 6 => 3 + (mixed / 10 % 14), < 9 => 20 + (mixed / 10 % 60), _ => 100 + (mixed / 10 % 100) };
        return string.Join(' ', Enumerable.Range(0, (int)length).Select(i => Words[(mixed + (uint)(i * i * 7)) % Words.Length]));
    }
}
