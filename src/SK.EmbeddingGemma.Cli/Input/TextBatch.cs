namespace SK.EmbeddingGemma.Cli;

/// <summary>Texts that are worked on together: enough to keep the model busy, few enough to bound memory. Not thread-safe.</summary>
internal sealed class TextBatch
{
    private const int MostTexts = 256;
    private const int MostCharacters = 1 << 20;

    private readonly List<InputText> _texts = [];
    private int _characters;

    /// <summary>Gets the texts.</summary>
    public IReadOnlyList<InputText> Texts => _texts;

    /// <summary>Gets whether there is no room for more.</summary>
    public bool IsFull => _texts.Count >= MostTexts || _characters >= MostCharacters;

    /// <summary>Adds a text.</summary>
    public void Add(InputText text)
    {
        _texts.Add(text);
        _characters += text.Text.Length;
    }

    /// <summary>Splits texts into batches, in order.</summary>
    public static IEnumerable<TextBatch> Split(IEnumerable<InputText> texts)
    {
        var batch = new TextBatch();
        foreach (var text in texts)
        {
            batch.Add(text);
            if (batch.IsFull)
            {
                yield return batch;
                batch = new();
            }
        }

        if (batch.Texts.Count > 0)
            yield return batch;
    }
}
