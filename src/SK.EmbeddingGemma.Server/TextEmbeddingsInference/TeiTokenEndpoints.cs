using System.Text;
using Microsoft.AspNetCore.Http;
using SK.EmbeddingGemma.Server.Embeddings;
using SK.EmbeddingGemma.Server.Endpoints;
using SK.EmbeddingGemma.Server.Prompts;
using SK.EmbeddingGemma.Server.Requests;

namespace SK.EmbeddingGemma.Server.TextEmbeddingsInference;

/// <summary>The endpoints of text-embeddings-inference that show tokens.</summary>
internal sealed class TeiTokenEndpoints(EmbeddingService embeddings)
{
    public void Map(EndpointMap map)
    {
        var dialect = TeiDialect.Instance;
        map.Post("/tokenize", dialect, TokenizeAsync).Describe(TeiEndpoints.Tag, "Shows the tokens of texts, with their places in UTF-8 bytes.").Reads<TeiTokenizeRequest>().Writes<IReadOnlyList<IReadOnlyList<TeiToken>>>();
        map.Post("/decode", dialect, DecodeAsync).Describe(TeiEndpoints.Tag, "Turns token ids into texts.").Reads<TeiDecodeRequest>().Writes<IReadOnlyList<string>>();
    }

    private async Task TokenizeAsync(HttpContext context)
    {
        var request = await JsonBody.ReadAsync(context, TeiJson.Default.TeiTokenizeRequest).ConfigureAwait(false);
        var model = embeddings.Model;
        var prompt = PromptChoice.Resolve(context, model.Prompts, request.PromptName);
        IReadOnlyList<IReadOnlyList<TeiToken>> tokens =
            [.. TeiInputs.Required(request.Inputs).Select(item => TokensOf(model.Files.Tokenizer, prompt + TextOf(item), request.AddSpecialTokens ?? true))];
        await JsonBody.WriteAsync(context.Response, tokens, TeiJson.Default.IReadOnlyListIReadOnlyListTeiToken, context.RequestAborted).ConfigureAwait(false);
    }

    private async Task DecodeAsync(HttpContext context)
    {
        var request = await JsonBody.ReadAsync(context, TeiJson.Default.TeiDecodeRequest).ConfigureAwait(false);
        var tokenizer = embeddings.Model.Files.Tokenizer;
        if (request.Ids is null)
            throw new RequestFaultException(FaultKind.WrongShape, "The member `ids` is missing.");
        if (request.Ids.Items.Count == 0 || request.Ids.Items.Any(item => item.IsEmpty))
            throw TeiInputs.Empty();

        IReadOnlyList<string> texts = [.. request.Ids.Items.Select(item => Decode(tokenizer, item, request.SkipSpecialTokens ?? true))];
        await JsonBody.WriteAsync(context.Response, texts, TeiJson.Default.IReadOnlyListString, context.RequestAborted).ConfigureAwait(false);
    }

    private static List<TeiToken> TokensOf(EmbeddingGemmaTokenizer tokenizer, string text, bool addsSpecials)
    {
        List<TeiToken> tokens = [];
        if (addsSpecials)
            tokens.Add(Added(tokenizer, tokenizer.BosTokenId));

        var (place, bytes) = (0, 0); // both of the same character, which only ever go forward
        foreach (var token in tokenizer.EncodeToTokens(text, out _))
        {
            var (from, to) = (token.Offset.Start.Value, token.Offset.End.Value);
            if (from > place)
                (place, bytes) = (from, bytes + Encoding.UTF8.GetByteCount(text.AsSpan(place, from - place)));
            tokens.Add(new()
            {
                Id = token.Id,
                Text = text[from..to],
                Special = tokenizer.IsSpecial(token.Id),
                Start = bytes,
                Stop = bytes + Encoding.UTF8.GetByteCount(text.AsSpan(from, to - from)),
            });
        }

        if (addsSpecials)
            tokens.Add(Added(tokenizer, tokenizer.EosTokenId));
        return tokens;
    }

    private static TeiToken Added(EmbeddingGemmaTokenizer tokenizer, int id) => new() { Id = id, Text = tokenizer.Decode([id], skipSpecialTokens: false), Special = true };

    private static string TextOf(InputItem item) =>
        item.Text ?? throw new RequestFaultException(FaultKind.WrongShape, "`inputs` must be a text or an array of texts.");

    private static string Decode(EmbeddingGemmaTokenizer tokenizer, InputItem item, bool skipsSpecials)
    {
        if (item.Ids is not { } ids)
            throw new RequestFaultException(FaultKind.WrongShape, "`ids` must be an array of token ids, or an array of such arrays.");
        return Array.TrueForAll(ids, id => id >= 0 && id < tokenizer.VocabularySize)
            ? tokenizer.Decode(ids, skipsSpecials)
            : throw new RequestFaultException(FaultKind.TokenUnknown, FormattableString.Invariant($"tokenizer error: an id is in no vocabulary; ids are 0 to {tokenizer.VocabularySize - 1}."));
    }
}
