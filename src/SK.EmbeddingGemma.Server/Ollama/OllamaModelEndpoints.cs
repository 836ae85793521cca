using System.Globalization;
using Microsoft.AspNetCore.Http;
using SK.EmbeddingGemma.Server.Embeddings;
using SK.EmbeddingGemma.Server.Endpoints;
using SK.EmbeddingGemma.Server.Readiness;
using SK.EmbeddingGemma.Server.Requests;

namespace SK.EmbeddingGemma.Server.Ollama;

/// <summary>The endpoints of Ollama that say which model there is.</summary>
internal sealed class OllamaModelEndpoints(EmbeddingService embeddings)
{
    /// <summary>The version of Ollama whose API this is, which clients compare with what they need.</summary>
    private const string ApiVersion = "0.33.0";

    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public void Map(EndpointMap map)
    {
        var dialect = OllamaDialect.Instance;
        map.Map(Reading, "/api/tags", dialect, ListAsync).Describe(OllamaEndpoints.Tag, "Lists the model, alone and with each of its prompts.").Writes<OllamaTags>();
        map.Post("/api/show", dialect, ShowAsync).Describe(OllamaEndpoints.Tag, "Describes a model.").Reads<OllamaModelRequest>().Writes<OllamaShowResponse>();
        map.Map(Reading, "/api/version", dialect, VersionAsync).Describe(OllamaEndpoints.Tag, "Says which version of the API this is.").Writes<OllamaVersion>();
    }

    private Task ListAsync(HttpContext context)
    {
        var model = embeddings.Model;
        string[] tags = ["latest", .. model.Prompts.Names];
        var list = new OllamaTags([.. tags.Select(tag => Describe(model, $"{model.Names.Served}:{tag}"))]);
        return JsonBody.WriteAsync(context.Response, list, OllamaJson.Default.OllamaTags, context.RequestAborted);
    }

    private async Task ShowAsync(HttpContext context)
    {
        var request = await JsonBody.ReadAnyTypeAsync(context, OllamaJson.Default.OllamaModelRequest).ConfigureAwait(false);
        var model = embeddings.Model;
        if ((request.Model ?? request.Name) is not { Length: > 0 } name)
            throw new RequestFaultException(FaultKind.ValueInvalid, "model is required", "model");

        model.Names.PromptOf(name);
        var config = model.Files.Directory.Config;
        var answer = new OllamaShowResponse
        {
            Details = DetailsOf(model),
            ModelInfo = new()
            {
                ParameterCount = ParametersOf(model),
                ContextLength = model.Files.MaxTokens,
                EmbeddingLength = model.Width,
                BlockCount = config.Layers.Count,
            },
            ModifiedAt = model.LoadedAt,
        };
        await JsonBody.WriteAsync(context.Response, answer, OllamaJson.Default.OllamaShowResponse, context.RequestAborted).ConfigureAwait(false);
    }

    private static Task VersionAsync(HttpContext context) =>
        JsonBody.WriteAsync(context.Response, new OllamaVersion(ApiVersion), OllamaJson.Default.OllamaVersion, context.RequestAborted);

    private static OllamaModel Describe(ServedModel model, string name) => new()
    {
        Name = name,
        Model = name,
        ModifiedAt = model.LoadedAt,
        Size = ParametersOf(model) * BitsOf(model.Precision) / 8,
        Digest = model.Space.ModelHash,
        Details = DetailsOf(model),
    };

    private static OllamaModelDetails DetailsOf(ServedModel model) => new()
    {
        Format = model.Files.Directory.IsGguf ? "gguf" : model.Files.Directory.Onnx is null ? "safetensors" : "onnx",
        ParameterSize = string.Create(CultureInfo.InvariantCulture, $"{ParametersOf(model) / 1e6:F2}M"),
        QuantizationLevel = model.Precision.ToUpperInvariant(),
    };

    /// <summary>Returns the bits of a weight.</summary>
    private static int BitsOf(string precision) => precision switch
    {
        "int4" => 5, // 4 and 5 with what their blocks share
        "int8" => 8,
        _ => 32,
    };

    /// <summary>Returns the number of weights in linear layers and the embedding table; those of norms, some thousandths, are left out.</summary>
    private static long ParametersOf(ServedModel model)
    {
        var directory = model.Files.Directory;
        var config = directory.Config;
        return ((long)config.VocabularySize * config.HiddenSize) + config.LayerWeightCount + directory.DenseModules.Sum(dense => (long)dense.InFeatures * dense.OutFeatures);
    }
}
