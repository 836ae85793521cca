namespace SK.EmbeddingGemma.Benchmarks;

/// <summary>Texts of English words with an exact number of tokens, specials included; the same in every run. Not thread-safe.</summary>
/// <param name="tokenizer">The tokenizer that counts.</param>
internal sealed class SeededTexts(EmbeddingGemmaTokenizer tokenizer)
{
    private const int Seed = 20_25;

    private static readonly string[] Words = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Tokenization", "English.txt"))
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private readonly Random _random = new(Seed);

    /// <summary>Returns a text of <paramref name="tokens"/> tokens, at least 3.</summary>
    public string OfTokens(int tokens)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 3);
        var text = "";
        while (true)
        {
            var longer = text.Length == 0 ? Word() : $"{text} {Word()}";
            var count = Count(longer);
            if (count <= tokens)
                text = longer; // one that is too long is drawn again: some words are a single token

            if (count == tokens)
                return text;
        }
    }

    /// <summary>Returns <paramref name="count"/> documents of <paramref name="mean"/> tokens on average, many short and some several times as long.</summary>
    public string[] Documents(int count, int mean) => Array.ConvertAll(DocumentLengths(count, mean), OfTokens);

    /// <summary>Returns the number of tokens that the model sees of a text.</summary>
    public int Count(string text) => tokenizer.EncodeForModel(text).Ids.Length;

    private string Word() => Words[_random.Next(Words.Length)];

    // Log-normal, then moved to the mean exactly: token by token, text by text.
    private int[] DocumentLengths(int count, int mean)
    {
        const double Spread = 0.6;
        var (fewest, most) = (8, mean * 4);
        var median = mean / Math.Exp(Spread * Spread / 2);
        var lengths = new int[count];
        for (var i = 0; i < count; i++)
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
            lengths[i] = Math.Clamp((int)Math.Round(median * Math.Exp(Spread * normal)), fewest, most);
        }

        for (var i = 0; lengths.Sum() != count * mean; i = (i + 1) % count)
            lengths[i] = Math.Clamp(lengths[i] + Math.Sign((count * mean) - lengths.Sum()), fewest, most);

        return lengths;
    }
}
