using SK.EmbeddingGemma.Data;
using SK.EmbeddingGemma.Modules;

namespace SK.EmbeddingGemma.Runs;

/// <summary>The tokens of texts, each text tokenized once. Not thread-safe.</summary>
/// <param name="blueprint">The model.</param>
/// <param name="maxTokens">The most tokens of a text.</param>
internal sealed class TokenizedTexts(ModelBlueprint blueprint, int maxTokens)
{
    private readonly EmbeddingGemmaTokenizer _tokenizer = blueprint.Source.ReadTokenizer();
    private readonly Dictionary<PromptedText, int[]> _known = [];
    private readonly Dictionary<EmbeddingGemmaPrompt, string> _prompts = [];

    /// <summary>Returns the tokens of a text with its prompt, special tokens included.</summary>
    public int[] Of(PromptedText text)
    {
        if (_known.TryGetValue(text, out var tokens))
            return tokens;
        if (!_prompts.TryGetValue(text.Prompt, out var prompt))
            _prompts[text.Prompt] = prompt = blueprint.PromptText(text.Prompt);
        return _known[text] = _tokenizer.EncodeForModel(prompt + text.Text, Math.Min(maxTokens, blueprint.MaxTokens)).Ids.ToArray();
    }
}
