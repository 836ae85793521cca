using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SK.EmbeddingGemma.Server.Admission;
using SK.EmbeddingGemma.Server.Embeddings;
using SK.EmbeddingGemma.Server.Endpoints;
using SK.EmbeddingGemma.Server.Requests;

namespace SK.EmbeddingGemma.Server.Memories;

/// <summary>The endpoints that remember, recall and forget texts.</summary>
internal sealed class TextEndpoints(CollectionStore store, InputAdmission admission, EmbeddingService embeddings)
{
    private const string Texts = CollectionEndpoints.One + "/texts";

    /// <summary>The texts of a request that are embedded at a time: enough that they are computed together, and others get their turn.</summary>
    private const int Concurrency = 16;

    public void Map(EndpointMap map)
    {
        var (dialect, tag) = (MemoryDialect.Instance, CollectionEndpoints.Tag);
        map.Post(Texts, dialect, RememberAsync).Describe(tag, "Remembers texts; a text of the same source that is known already is not stored twice. After a failure some may be stored: send all again.")
            .Reads<RememberRequest>().Writes<RememberResponse>();
        map.Post(CollectionEndpoints.One + "/search", dialect, RecallAsync).Describe(tag, "Finds texts by meaning, or by meaning and words.").Reads<RecallRequest>().Writes<RecallResponse>();
        map.Map([HttpMethods.Delete], Texts + "/{key}", dialect, ForgetAsync).Describe(tag, "Forgets a text.").WritesNothing(StatusCodes.Status204NoContent);
        map.Map([HttpMethods.Delete], Texts, dialect, ForgetSourceAsync).Describe(tag, "Forgets all texts of a source: ?source=NAME.").Writes<ForgetResponse>();
    }

    private async Task RememberAsync(HttpContext context)
    {
        var request = await JsonBody.ReadAsync(context, MemoryJson.Default.RememberRequest).ConfigureAwait(false);
        var texts = TextsOf(request);
        using var place = admission.Enter(texts.Count);
        embeddings.RequireRoomFor(texts.Select(text => text.Text!));
        var memory = await store.FindAsync(CollectionEndpoints.NameOf(context), context.RequestAborted).ConfigureAwait(false);
        var keys = new string[texts.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = context.RequestAborted };
        await Parallel.ForAsync(0, keys.Length, parallel, async (i, cancellationToken) =>
            keys[i] = await memory.RememberAsync(texts[i].Text!, texts[i].Source, texts[i].Title, texts[i].Tags, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        await JsonBody.WriteAsync(context.Response, new RememberResponse(keys), MemoryJson.Default.RememberResponse, context.RequestAborted).ConfigureAwait(false);
    }

    private async Task RecallAsync(HttpContext context)
    {
        var request = await JsonBody.ReadAsync(context, MemoryJson.Default.RecallRequest).ConfigureAwait(false);
        if (string.IsNullOrWhiteSpace(request.Query))
            throw new RequestFaultException(FaultKind.InputEmpty, "query is missing or blank: say what is looked for.", "query");

        var options = RecallRules.Read(request);
        using var place = admission.Enter(1);
        var memory = await store.FindAsync(CollectionEndpoints.NameOf(context), context.RequestAborted).ConfigureAwait(false);
        var found = await memory.RecallAsync(request.Query, options, context.RequestAborted).ConfigureAwait(false);
        var response = new RecallResponse([.. found.Select(text => new RecallResult
        {
            Key = text.Key,
            Score = text.Score,
            Text = text.Text,
            Source = text.Source,
            Title = text.Title,
            Start = text.Start,
            Page = text.Page,
            Tags = text.Tags,
        })]);
        await JsonBody.WriteAsync(context.Response, response, MemoryJson.Default.RecallResponse, context.RequestAborted).ConfigureAwait(false);
    }

    private async Task ForgetAsync(HttpContext context)
    {
        var memory = await store.FindAsync(CollectionEndpoints.NameOf(context), context.RequestAborted).ConfigureAwait(false);
        var key = (string)context.GetRouteValue("key")!;
        if (!await memory.ForgetAsync(key, context.RequestAborted).ConfigureAwait(false))
            throw new RequestFaultException(FaultKind.NotFound, "There is no text of that key in the collection.", "key");
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task ForgetSourceAsync(HttpContext context)
    {
        if (context.Request.Query["source"] is not [{ Length: > 0 } source])
            throw new RequestFaultException(FaultKind.ValueInvalid, "Say which texts to forget: ?source=NAME, or /texts/{key}.", "source");

        var memory = await store.FindAsync(CollectionEndpoints.NameOf(context), context.RequestAborted).ConfigureAwait(false);
        var forgotten = await memory.ForgetSourceAsync(source, context.RequestAborted).ConfigureAwait(false);
        await JsonBody.WriteAsync(context.Response, new ForgetResponse(forgotten), MemoryJson.Default.ForgetResponse, context.RequestAborted).ConfigureAwait(false);
    }

    private static List<TextToRemember> TextsOf(RememberRequest request)
    {
        if (request.Texts is not { Count: > 0 } texts)
            throw new RequestFaultException(FaultKind.InputEmpty, "texts is missing or empty: give an array of objects with a text each.", "texts");
        for (var i = 0; i < texts.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(texts[i]?.Text))
                throw new RequestFaultException(FaultKind.InputEmpty, string.Create(CultureInfo.InvariantCulture, $"The text at index {i} is missing or blank."), "texts");
        }

        return [.. texts.OfType<TextToRemember>()];
    }
}
