using Microsoft.AspNetCore.Http;
using SK.EmbeddingGemma.Server.Embeddings;
using SK.EmbeddingGemma.Server.Endpoints;
using SK.EmbeddingGemma.Server.Prompts;
using SK.EmbeddingGemma.Server.Readiness;
using SK.EmbeddingGemma.Server.Requests;

namespace SK.EmbeddingGemma.Server.Ollama;

/// <summary>The endpoints of Ollama that embed.</summary>
internal sealed class OllamaEndpoints(EmbeddingService embeddings, TimeProvider time)
{
    /// <summary>The tag of the endpoints in the OpenAPI document.</summary>
    public const string Tag = "Ollama";

    private const long NanosecondsPerTick = 100;

    /// <summary>The smallest limit that leaves room for text: the two specials and one more token.</summary>
    private const int FewestTokens = 3;

    public void Map(EndpointMap map)
    {
        var dialect = OllamaDialect.Instance;
        map.Post("/api/embed", dialect, EmbedAsync).Describe(Tag, "Embeds texts.").Reads<OllamaEmbedRequest>().Writes<OllamaEmbedResponse>();
        map.Post("/api/embeddings", dialect, EmbedOneAsync).Describe(Tag, "Embeds a text, for older clients.").Reads<OllamaLegacyRequest>().Writes<OllamaLegacyResponse>();
    }

    private async Task EmbedAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        var request = await JsonBody.ReadAnyTypeAsync(context, OllamaJson.Default.OllamaEmbedRequest).ConfigureAwait(false);
        var model = embeddings.Model;
        if (string.IsNullOrEmpty(request.Model))
            throw new RequestFaultException(FaultKind.ModelUnknown, "model '' not found", "model");

        var prompt = PromptOf(context, model, request.Model);
        var inputs = InputsOf(request.Input);
        if (inputs.Count == 0) // how clients load a model ahead of time
        {
            await WriteAsync(context, new() { Model = request.Model, Embeddings = [], TotalDuration = Nanoseconds(started) }).ConfigureAwait(false);
            return;
        }

        var answer = await embeddings.EmbedAsync(
            Call(model, inputs, prompt, request.Options, embeddings.Truncates(request.Truncate, usual: true)) with
            {
                Dimensions = request.Dimensions >= 1 && request.Dimensions < model.Width ? request.Dimensions : null, // others are ignored there, too
            },
            context.RequestAborted).ConfigureAwait(false);
        ComputeHeaders.Write(context.Response, answer);
        await WriteAsync(context, new()
        {
            Model = request.Model,
            Embeddings = answer.Vectors,
            TotalDuration = Nanoseconds(started),
            PromptEvalCount = answer.Tokens,
        }).ConfigureAwait(false);
    }

    private async Task EmbedOneAsync(HttpContext context)
    {
        var request = await JsonBody.ReadAnyTypeAsync(context, OllamaJson.Default.OllamaLegacyRequest).ConfigureAwait(false);
        var model = embeddings.Model;
        if (string.IsNullOrEmpty(request.Model))
            throw new RequestFaultException(FaultKind.ValueInvalid, "model is required", "model");

        var prompt = PromptOf(context, model, request.Model);
        var vector = ReadOnlyMemory<float>.Empty;
        if (!string.IsNullOrEmpty(request.Prompt))
        {
            var answer = await embeddings.EmbedAsync(
                Call(model, [new(request.Prompt, null)], prompt, request.Options, embeddings.Truncates(asked: null, usual: true)), context.RequestAborted).ConfigureAwait(false);
            ComputeHeaders.Write(context.Response, answer);
            vector = answer.Vectors[0];
        }

        await JsonBody.WriteAsync(context.Response, new OllamaLegacyResponse(vector), OllamaJson.Default.OllamaLegacyResponse, context.RequestAborted).ConfigureAwait(false);
    }

    private static EmbeddingCall Call(ServedModel model, IReadOnlyList<InputItem> inputs, string prompt, OllamaOptions? options, bool truncates) => new()
    {
        Inputs = inputs,
        Prompt = prompt,
        Truncates = truncates,
        MaxTokens = options?.NumCtx is { } tokens and > 0 ? Math.Clamp(tokens, FewestTokens, Math.Max(FewestTokens, model.Files.MaxTokens)) : null,
    };

    private static string PromptOf(HttpContext context, ServedModel model, string name) =>
        PromptChoice.Resolve(context, model.Prompts, behindModel: model.Names.PromptOf(name));

    private static IReadOnlyList<InputItem> InputsOf(EmbeddingInput? input)
    {
        if (input is null || (input.IsSingle && input.Items[0].IsEmpty))
            return [];
        return input.Items.All(item => item.Text is not null) ? input.Items : throw new RequestFaultException(FaultKind.WrongShape, "invalid input type: input must be a text or an array of texts", "input");
    }

    private long Nanoseconds(long started) => Math.Max(1, time.GetElapsedTime(started).Ticks) * NanosecondsPerTick;

    private static Task WriteAsync(HttpContext context, OllamaEmbedResponse response) =>
        JsonBody.WriteAsync(context.Response, response, OllamaJson.Default.OllamaEmbedResponse, context.RequestAborted);
}
