using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SK.EmbeddingGemma.Server.Embeddings;
using SK.EmbeddingGemma.Server.Endpoints;
using SK.EmbeddingGemma.Server.Prompts;
using SK.EmbeddingGemma.Server.Requests;

namespace SK.EmbeddingGemma.Server.OpenAI;

/// <summary>The endpoints of OpenAI's API that concern embeddings.</summary>
internal sealed class OpenAIEndpoints(EmbeddingService embeddings)
{
    private const string Tag = "OpenAI";

    public void Map(EndpointMap map)
    {
        var dialect = OpenAIDialect.Instance;
        map.Post("/v1/embeddings", dialect, EmbedAsync).Describe(Tag, "Embeds texts.").Reads<OpenAIEmbeddingRequest>().Writes<OpenAIEmbeddingResponse>();
        map.Post("/embeddings", dialect, EmbedAsync).Describe(Tag, "Embeds texts, as /v1/embeddings does.").Reads<OpenAIEmbeddingRequest>().Writes<OpenAIEmbeddingResponse>();
        map.Get("/v1/models", dialect, ListAsync).Describe(Tag, "Lists the model, alone and with each of its prompts.").Writes<OpenAIModelList>();
        map.Get("/v1/models/{**id}", dialect, FindAsync).Describe(Tag, "Describes a model.").Writes<OpenAIModel>();
    }

    private async Task EmbedAsync(HttpContext context)
    {
        var request = await JsonBody.ReadAsync(context, OpenAIJson.Default.OpenAIEmbeddingRequest).ConfigureAwait(false);
        var model = embeddings.Model;
        var prompt = PromptChoice.Resolve(context, model.Prompts, behindModel: model.Names.PromptOf(request.Model));
        var isBase64 = IsBase64(request.EncodingFormat);
        var answer = await embeddings.EmbedAsync(
            new() { Inputs = InputsOf(request), Prompt = prompt, Dimensions = request.Dimensions, Truncates = embeddings.Truncates(asked: null, usual: false) },
            context.RequestAborted).ConfigureAwait(false);
        ComputeHeaders.Write(context.Response, answer);
        var response = new OpenAIEmbeddingResponse
        {
            Data = [.. answer.Vectors.Select((vector, index) => new OpenAIEmbedding { Index = index, Embedding = new(vector, isBase64) })],
            Model = request.Model ?? model.Names.Served,
            Usage = new(answer.Tokens, answer.Tokens),
        };
        await JsonBody.WriteAsync(context.Response, response, OpenAIJson.Default.OpenAIEmbeddingResponse, context.RequestAborted).ConfigureAwait(false);
    }

    private Task ListAsync(HttpContext context)
    {
        var model = embeddings.Model;
        string[] ids = [model.Names.Served, .. model.Prompts.Names.Select(prompt => $"{model.Names.Served}:{prompt}")];
        var list = new OpenAIModelList([.. ids.Select(id => new OpenAIModel { Id = id, Created = model.LoadedAt.ToUnixTimeSeconds() })]);
        return JsonBody.WriteAsync(context.Response, list, OpenAIJson.Default.OpenAIModelList, context.RequestAborted);
    }

    private Task FindAsync(HttpContext context)
    {
        var model = embeddings.Model;
        var id = Uri.UnescapeDataString((string?)context.GetRouteValue("id") ?? ""); // a slash in the name stays escaped in the route
        model.Names.PromptOf(id);
        return JsonBody.WriteAsync(
            context.Response, new OpenAIModel { Id = id, Created = model.LoadedAt.ToUnixTimeSeconds() }, OpenAIJson.Default.OpenAIModel, context.RequestAborted);
    }

    /// <summary>Returns the texts. An empty one alone is embedded, because some clients send it; among others it is a mistake.</summary>
    private static IReadOnlyList<InputItem> InputsOf(OpenAIEmbeddingRequest request)
    {
        if (request.Input is not { Items.Count: > 0 } input)
            throw new RequestFaultException(FaultKind.InputEmpty, "input is missing or empty: give a text, an array of texts, or token ids.", "input");
        if (input.Items.Any(item => item.IsEmpty && (item.Ids is not null || !input.IsSingle)))
            throw new RequestFaultException(FaultKind.InputEmpty, "input has an empty text or an empty array: leave it out.", "input");
        return input.Items;
    }

    private static bool IsBase64(string? format) => format?.ToUpperInvariant() switch
    {
        null or "FLOAT" => false,
        "BASE64" => true,
        _ => throw new RequestFaultException(FaultKind.ValueInvalid, "encoding_format must be float or base64.", "encoding_format"),
    };
}
