using System.Text;

namespace SK.EmbeddingGemma.InMemory;

/// <summary>Ranks texts by the words they share with a search: BM25, with the usual constants, over words of letters and digits in any case.</summary>
internal static class KeywordIndex
{
    private const double Saturation = 1.2;
    private const double LengthWeight = 0.75;

    /// <summary>Returns the places of the texts that have at least one of the keywords' words, the best first; of equal ones the earlier.</summary>
    /// <param name="texts">The texts; <see langword="null"/> for none.</param>
    /// <param name="keywords">The keywords, each of one or more words.</param>
    /// <param name="cancellationToken">Stops the ranking.</param>
    public static List<int> Rank(IReadOnlyList<string?> texts, IEnumerable<string> keywords, CancellationToken cancellationToken)
    {
        HashSet<string> wanted = new(keywords.SelectMany(WordsOf), StringComparer.Ordinal);
        var (found, frequencies, totalLength) = Count(texts, wanted, cancellationToken);
        var averageLength = Math.Max(1, totalLength / (double)Math.Max(1, texts.Count));
        return
        [
            .. found.Select(text => (text.Place, Score: text.Counts.Sum(word => Score(word.Key, word.Value, text.Length))))
                .OrderByDescending(text => text.Score).ThenBy(text => text.Place).Select(text => text.Place),
        ];

        double Score(string word, int count, int length)
        {
            var rarity = Math.Log(1 + ((texts.Count - frequencies[word] + 0.5) / (frequencies[word] + 0.5)));
            return rarity * count * (Saturation + 1) / (count + (Saturation * (1 - LengthWeight + (LengthWeight * length / averageLength))));
        }
    }

    private static (List<(int Place, int Length, Dictionary<string, int> Counts)> Found, Dictionary<string, int> Frequencies, long TotalLength) Count(
        IReadOnlyList<string?> texts, HashSet<string> wanted, CancellationToken cancellationToken)
    {
        List<(int, int, Dictionary<string, int>)> found = [];
        Dictionary<string, int> frequencies = new(StringComparer.Ordinal);
        long totalLength = 0;
        for (var place = 0; place < texts.Count; place++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var counts = new Dictionary<string, int>(StringComparer.Ordinal);
            var length = 0;
            foreach (var word in WordsOf(texts[place] ?? ""))
            {
                length++;
                if (wanted.Contains(word))
                    counts[word] = counts.GetValueOrDefault(word) + 1;
            }

            totalLength += length;
            foreach (var word in counts.Keys)
                frequencies[word] = frequencies.GetValueOrDefault(word) + 1;
            if (counts.Count > 0)
                found.Add((place, length, counts));
        }

        return (found, frequencies, totalLength);
    }

    private static IEnumerable<string> WordsOf(string text)
    {
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                word.Append(Rune.ToLowerInvariant(rune));
            }
            else if (word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
        }

        if (word.Length > 0)
            yield return word.ToString();
    }
}
