using System.Numerics.Tensors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SK.EmbeddingGemma.Graphs;
using SK.EmbeddingGemma.Server.Embeddings;
using SK.EmbeddingGemma.Server.Endpoints;
using SK.EmbeddingGemma.Server.Prompts;
using SK.EmbeddingGemma.Server.Requests;

namespace SK.EmbeddingGemma.Server.TextEmbeddingsInference;

/// <summary>The endpoints of text-embeddings-inference that embed and compare, and say what the server is.</summary>
internal sealed class TeiEndpoints(EmbeddingService embeddings, IOptions<EmbeddingGemmaServerOptions> options)
{
    /// <summary>The tag of the endpoints in the OpenAPI document.</summary>
    public const string Tag = "text-embeddings-inference";

    public void Map(EndpointMap map)
    {
        var dialect = TeiDialect.Instance;
        map.Post("/embed", dialect, EmbedAsync).Describe(Tag, "Embeds texts.").Reads<TeiEmbedRequest>().Writes<IReadOnlyList<ReadOnlyMemory<float>>>();
        map.Post("/similarity", dialect, CompareAsync).Describe(Tag, "Compares a text with others: the cosine of each.").Reads<TeiSimilarityRequest>().Writes<IReadOnlyList<float>>();
        map.Get("/info", dialect, InformAsync).Describe(Tag, "Says what is served, and with which limits and prompts.").Writes<TeiInfo>();
        foreach (var pattern in (string[])["/embed_all", "/embed_sparse", "/predict", "/rerank"])
            map.Post(pattern, dialect, Decline).Describe(Tag, "Is not for models like this one: answers 424.").Writes<TeiError>(StatusCodes.Status424FailedDependency);
    }

    /// <summary>Writes what the original answers while it is not healthy.</summary>
    public static Task WriteUnhealthyAsync(HttpResponse response) =>
        JsonBody.WriteAsync(response, new TeiError("unhealthy", "Unhealthy"), TeiJson.Default.TeiError, response.HttpContext.RequestAborted);

    private async Task EmbedAsync(HttpContext context)
    {
        var request = await JsonBody.ReadAsync(context, TeiJson.Default.TeiEmbedRequest).ConfigureAwait(false);
        var answer = await embeddings.EmbedAsync(
            new()
            {
                Inputs = TeiInputs.Required(request.Inputs),
                Prompt = PromptChoice.Resolve(context, embeddings.Model.Prompts, request.PromptName),
                Truncates = embeddings.Truncates(request.Truncate, usual: true),
                KeepsEnd = TeiInputs.KeepsEnd(request.TruncationDirection),
                Dimensions = request.Dimensions,
                Normalizes = request.Normalize ?? true,
            },
            context.RequestAborted).ConfigureAwait(false);
        ComputeHeaders.Write(context.Response, answer);
        await JsonBody.WriteAsync(context.Response, answer.Vectors, TeiJson.Default.IReadOnlyListReadOnlyMemorySingle, context.RequestAborted).ConfigureAwait(false);
    }

    private async Task CompareAsync(HttpContext context)
    {
        var request = await JsonBody.ReadAsync(context, TeiJson.Default.TeiSimilarityRequest).ConfigureAwait(false);
        var source = TeiInputs.Required(request.Inputs?.SourceSentence);
        if (request.Inputs?.Sentences is not { Count: > 0 } sentences)
            throw TeiInputs.Empty();

        var answer = await embeddings.EmbedAsync(
            new()
            {
                Inputs = [source, .. sentences.Select(TeiInputs.Required)],
                Prompt = PromptChoice.Resolve(context, embeddings.Model.Prompts, request.Parameters?.PromptName),
                Truncates = embeddings.Truncates(request.Parameters?.Truncate, usual: true),
                KeepsEnd = TeiInputs.KeepsEnd(request.Parameters?.TruncationDirection),
            },
            context.RequestAborted).ConfigureAwait(false);
        ComputeHeaders.Write(context.Response, answer);
        var cosines = answer.Vectors.Skip(1).Select(vector => TensorPrimitives.Dot(answer.Vectors[0].Span, vector.Span)).ToList(); // of vectors of length 1
        await JsonBody.WriteAsync(context.Response, cosines, TeiJson.Default.IReadOnlyListSingle, context.RequestAborted).ConfigureAwait(false);
    }

    private Task InformAsync(HttpContext context)
    {
        var (model, limits) = (embeddings.Model, options.Value);
        var info = new TeiInfo
        {
            ModelId = model.Options.Model.Manifest?.Sources[0].Repository ?? model.Options.Model.Name,
            ModelSha = model.Space.Revision,
            ModelDtype = model.Precision,
            ServedModelName = model.Names.Served,
            MaxConcurrentRequests = limits.MaxConcurrentRequests,
            MaxInputLength = model.Files.MaxTokens,
            MaxBatchTokens = PackedGraph.TokenBudget,
            MaxClientBatchSize = limits.MaxInputsPerRequest,
            AutoTruncate = embeddings.Truncates(asked: null, usual: true),
            TokenizationWorkers = Environment.ProcessorCount,
            Version = typeof(TeiEndpoints).Assembly.GetName().Version!.ToString(3),
            Dimensions = model.Options.Dimensions ?? model.Width,
            Prompts = model.Prompts.Names,
            DefaultPromptName = model.Prompts.DefaultName,
            DefaultPrompt = model.Prompts.Default,
        };
        return JsonBody.WriteAsync(context.Response, info, TeiJson.Default.TeiInfo, context.RequestAborted);
    }

    private static Task Decline(HttpContext context) =>
        throw new RequestFaultException(FaultKind.NotSupported, "Model is not of that type: it gives one dense vector for a text; use /embed.");
}
