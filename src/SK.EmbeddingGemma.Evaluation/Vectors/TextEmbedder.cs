using System.Globalization;
using Microsoft.Extensions.AI;

namespace SK.EmbeddingGemma.Vectors;

/// <summary>Embeds the texts of tasks, each once, with its prompt, and keeps the vectors. Not thread-safe.</summary>
/// <param name="generator">What embeds.</param>
/// <param name="cache">Where vectors are kept, or <see langword="null"/>.</param>
internal sealed class TextEmbedder(IEmbeddingGenerator<string, Embedding<float>> generator, VectorCache? cache)
{
    /// <summary>The most texts of a step, after which vectors are kept: so much is lost where a run is stopped.</summary>
    private const int TextsAtOnce = 256;

    /// <summary>The most UTF-16 units of a step: some 20 seconds of EmbeddingGemma 300M on two cores.</summary>
    private const int UnitsAtOnce = 64 * 1024;

    /// <summary>Returns the vectors of texts at their full length.</summary>
    /// <param name="texts">The texts; those that are equal are embedded once.</param>
    /// <param name="progress">Told how many of the different texts are done, and how many there are.</param>
    /// <param name="cancellationToken">Stops after what is being embedded; what was embedded before is kept.</param>
    public async Task<TextVectors> EmbedAsync(IEnumerable<EvaluationText> texts, Action<int, int> progress, CancellationToken cancellationToken)
    {
        var places = new Dictionary<EvaluationText, int>();
        foreach (var text in texts)
            places.TryAdd(text, places.Count);
        if (places.Count == 0)
            throw new InvalidDataException("The task has no texts: its data set is empty.");

        var hashed = places.Select(place => (Text: place.Key, Hash: cache is null ? "" : place.Key.Hash(), Row: place.Value)).ToList();
        var missing = cache is null ? hashed : hashed.FindAll(text => !cache.Contains(text.Hash));
        VectorTable? vectors = null;
        foreach (var step in Steps(missing))
        {
            progress(places.Count - missing.Count + step.Start, places.Count);
            var embedded = await EmbedStepAsync(step.Texts.ConvertAll(text => text.Text), cancellationToken).ConfigureAwait(false);
            cache?.Write(step.Texts.ConvertAll(text => text.Hash), embedded);
            vectors ??= new(places.Count, embedded.Dimensions);
            for (var i = 0; i < step.Texts.Count; i++)
                embedded[i].CopyTo(vectors[step.Texts[i].Row]);
        }

        progress(places.Count, places.Count);
        vectors ??= new(places.Count, generator.GetService<EmbeddingGemmaSpace>()!.Dimensions);
        var embeddedRows = missing.Select(text => text.Row).ToHashSet();
        cache?.Read(hashed.Where(text => !embeddedRows.Contains(text.Row)).Select(text => (text.Hash, text.Row)), vectors);
        return new(places, vectors);
    }

    private static IEnumerable<(int Start, List<(EvaluationText Text, string Hash, int Row)> Texts)> Steps(List<(EvaluationText Text, string Hash, int Row)> missing)
    {
        for (var start = 0; start < missing.Count;)
        {
            var (end, units) = (start, 0);
            while (end < missing.Count && end - start < TextsAtOnce && (end == start || units + missing[end].Text.Text.Length <= UnitsAtOnce))
                units += missing[end++].Text.Text.Length;
            yield return (start, missing[start..end]);
            start = end;
        }
    }

    private async Task<VectorTable> EmbedStepAsync(List<EvaluationText> texts, CancellationToken cancellationToken)
    {
        // A call has one prompt, and titled documents have one each: concurrent calls are computed together.
        var groups = Enumerable.Range(0, texts.Count).GroupBy(i => texts[i].Prompt).Select(group => (Prompt: group.Key, Rows: group.ToList())).ToList();
        var results = await Task.WhenAll(groups.Select(group =>
            generator.GenerateAsync(group.Rows.Select(row => texts[row].Text), group.Prompt.ToOptions(), cancellationToken))).ConfigureAwait(false);
        var table = new VectorTable(texts.Count, results[0][0].Vector.Length);
        foreach (var (group, embeddings) in groups.Zip(results))
        {
            for (var i = 0; i < group.Rows.Count; i++)
                Copy(embeddings[i].Vector.Span, table[group.Rows[i]]);
        }

        return table;
    }

    private static void Copy(ReadOnlySpan<float> vector, Span<float> row)
    {
        if (vector.Length != row.Length)
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"The generator gave vectors of {row.Length} and of {vector.Length} floats: all must have one length to be compared."));
        if (vector.ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            throw new InvalidDataException("The generator gave a vector with a value that is no finite number: nothing can be measured with it. Check the model, or its precision.");
        vector.CopyTo(row);
    }
}
