using System.Globalization;
using SK.EmbeddingGemma.Server.Readiness;
using SK.EmbeddingGemma.Server.Requests;

namespace SK.EmbeddingGemma.Server.Embeddings;

/// <summary>Puts prompts in front of texts, counts their tokens, and cuts or refuses those that are too long. Used once, by one request.</summary>
internal sealed class TextPreparation(ServedModel model, EmbeddingCall call, int maxTokensPerRequest)
{
    private const int Specials = 2;

    private readonly EmbeddingGemmaTokenizer _tokenizer = model.Files.Tokenizer;
    private readonly int _maxTokens = Math.Min(model.Files.MaxTokens, call.MaxTokens ?? int.MaxValue);
    private int _truncated;
    private long _total;
    private long _characters;

    /// <summary>Whether cutting must be done here: the generator cuts the end only, at its own limit, and only where it is allowed to.</summary>
    private bool CutsHere => call.KeepsEnd || _maxTokens < model.Files.MaxTokens || model.Options.Truncation is EmbeddingGemmaTruncation.Throw;

    /// <summary>Prepares the texts, in their order.</summary>
    /// <exception cref="RequestFaultException">A text is too long and not to be cut, all together are, or an id is in no vocabulary.</exception>
    public PreparedTexts Prepare(CancellationToken cancellationToken)
    {
        var texts = new string[call.Inputs.Count];
        var lengths = new int[texts.Length];
        for (var i = 0; i < texts.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var text = TextOf(i);
            _characters += text.Length;
            (texts[i], lengths[i]) = Fit(call.Prompt + text, i);
            _total += lengths[i];
        }

        return _total <= maxTokensPerRequest ? new(texts, lengths, _truncated, _characters) : throw EmbeddingService.TooManyTokens(_total, maxTokensPerRequest);
    }

    /// <summary>Returns a text, or what ids of the model stand for: the specials among them are put around it again.</summary>
    private string TextOf(int index)
    {
        if (call.Inputs[index] is not { Ids: { } ids } item)
            return call.Inputs[index].Text!;

        return Array.TrueForAll(item.Ids, id => id >= 0 && id < _tokenizer.VocabularySize)
            ? _tokenizer.Decode(ids, skipSpecialTokens: true)
            : throw new RequestFaultException(
                FaultKind.TokenUnknown, string.Create(CultureInfo.InvariantCulture, $"The input at index {index} has a token id that is in no vocabulary: the model's ids are 0 to {_tokenizer.VocabularySize - 1}."), "input");
    }

    private (string Text, int Tokens) Fit(string text, int index)
    {
        var tokens = _tokenizer.CountTokens(text) + Specials;
        if (tokens <= _maxTokens)
            return (text, tokens);

        if (!call.Truncates)
        {
            throw new RequestFaultException(
                FaultKind.InputTooLong, string.Create(CultureInfo.InvariantCulture, $"The input at index {index} must have at most {_maxTokens} tokens, prompt and specials included. Given: {tokens}. Shorten or split it."), "input");
        }

        _truncated++;
        if (!CutsHere)
            return (text, _maxTokens);

        var room = Math.Max(1, _maxTokens - Specials);
        text = call.KeepsEnd ? text[_tokenizer.GetIndexByTokenCountFromEnd(text, room, out _, out _)..] : text[.._tokenizer.GetIndexByTokenCount(text, room, out _, out _)];
        return (text, Math.Min(_tokenizer.CountTokens(text) + Specials, model.Files.MaxTokens));
    }
}
