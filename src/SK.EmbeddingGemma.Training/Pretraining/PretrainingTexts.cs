using SK.EmbeddingGemma.Modules;

namespace SK.EmbeddingGemma.Pretraining;

/// <summary>Tokenized texts, in an order that hangs on the seed alone. Immutable.</summary>
internal sealed class PretrainingTexts
{
    private const int LeastTokens = 3;
    private readonly IReadOnlyList<int[]> _texts;

    private PretrainingTexts(IReadOnlyList<int[]> texts) => _texts = texts;

    /// <summary>Reads files, a text a line; blank lines and those of fewer than three tokens are left out.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">No text is left.</exception>
    public static async Task<PretrainingTexts> ReadAsync(IReadOnlyList<string> files, ModelBlueprint blueprint, int maxTokens, CancellationToken cancellationToken)
    {
        var tokenizer = blueprint.Source.ReadTokenizer();
        var texts = new List<int[]>();
        foreach (var file in files)
        {
            await foreach (var line in File.ReadLinesAsync(file, cancellationToken).ConfigureAwait(false))
            {
                var tokens = tokenizer.EncodeForModel(line, maxTokens).Ids[1..^1].ToArray(); // without those that begin and end a text
                if (tokens.Length >= LeastTokens)
                    texts.Add(tokens);
            }
        }

        return texts.Count > 0 ? new(texts) : throw new InvalidDataException($"There are no texts of at least {LeastTokens} tokens in {string.Join(", ", files)}: a start other than random learns from texts, one a line.");
    }

    /// <summary>Returns the texts of a step.</summary>
    public IReadOnlyList<int[]> Batch(int step, int size, ulong seed)
    {
        var numbers = SeededNumbers.At(seed, step);
        return [.. Enumerable.Range(0, size).Select(_ => _texts[numbers.Below(_texts.Count)])];
    }
}
