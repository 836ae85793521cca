namespace SK.EmbeddingGemma.Vectors;

/// <summary>A text with the prompt that it is embedded with. Immutable.</summary>
/// <param name="Text">The text.</param>
/// <param name="Prompt">The prompt.</param>
internal sealed record EvaluationText(string Text, EmbeddingGemmaPrompt Prompt)
{
    /// <summary>Returns the hash under which the vector is kept: of the text, and of all that the prompt is.</summary>
    public string Hash() => EmbeddingGemmaSpace.Hash(Prompt.Name ?? "", Prompt.Title is null ? "" : "titled", Prompt.Title ?? "", Prompt.Text, Text);

    /// <summary>Returns the prompt's name alone: texts are the user's.</summary>
    public override string ToString() => Prompt.ToString();
}
