using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using SK.EmbeddingGemma.Server.Embeddings;
using SK.EmbeddingGemma.Server.Endpoints;
using SK.EmbeddingGemma.Server.Memories;
using SK.EmbeddingGemma.Server.Ollama;
using SK.EmbeddingGemma.Server.OpenAI;
using SK.EmbeddingGemma.Server.TextEmbeddingsInference;

namespace SK.EmbeddingGemma.Server.DependencyInjection;

/// <summary>The OpenAPI document of the endpoints.</summary>
internal static class ServerOpenApi
{
    /// <summary>The document's name, and the group of the endpoints, so that they stay out of the application's own documents.</summary>
    public const string DocumentName = "embeddinggemma";

    /// <summary>Registers the document.</summary>
    public static void AddEmbeddingGemmaOpenApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json =>
        {
            foreach (var context in (IJsonTypeInfoResolver[])[OpenAIJson.Default, TeiJson.Default, OllamaJson.Default, MemoryJson.Default])
                json.SerializerOptions.TypeInfoResolverChain.Add(context);
        });
        services.AddOpenApi(DocumentName, options =>
        {
            options.ShouldInclude = description => description.GroupName == DocumentName;
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info = new()
                {
                    Title = "EmbeddingGemma",
                    Version = typeof(ServerOpenApi).Assembly.GetName().Version!.ToString(3),
                    Description = "Embeddings for clients of OpenAI, text-embeddings-inference and Ollama, and text memory. The header X-EmbeddingGemma-Prompt names a prompt.",
                };
                return Task.CompletedTask;
            });
            options.AddOperationTransformer(DescribeBodyAsync);
            options.AddSchemaTransformer((schema, context, _) =>
            {
                if (context.JsonTypeInfo.Type == typeof(EmbeddingInput))
                    schema.AnyOf = InputForms();
                else if (context.JsonTypeInfo.Type == typeof(EncodedVector))
                    schema.AnyOf = [Numbers(JsonSchemaType.Number), new OpenApiSchema { Type = JsonSchemaType.String, Format = "byte" }];
                return Task.CompletedTask;
            });
        });
    }

    /// <summary>Writes the document.</summary>
    public static async Task WriteAsync(HttpContext context)
    {
        var document = await context.RequestServices.GetRequiredKeyedService<IOpenApiDocumentProvider>(DocumentName).GetOpenApiDocumentAsync(context.RequestAborted).ConfigureAwait(false);
        using var text = new MemoryStream();
        await document.SerializeAsJsonAsync(text, OpenApiSpecVersion.OpenApi3_1, context.RequestAborted).ConfigureAwait(false);
        context.Response.ContentType = "application/json; charset=utf-8";
        text.Position = 0;
        await text.CopyToAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);
    }

    private static async Task DescribeBodyAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<RequestBody>().FirstOrDefault() is not { } body)
            return;
        var schema = await context.GetOrCreateSchemaAsync(body.Type, parameterDescription: null, cancellationToken).ConfigureAwait(false);
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { ["application/json"] = new() { Schema = schema } },
        };
    }

    private static List<IOpenApiSchema> InputForms() =>
    [
        new OpenApiSchema { Type = JsonSchemaType.String },
        Numbers(JsonSchemaType.Integer),
        new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { AnyOf = [new OpenApiSchema { Type = JsonSchemaType.String }, Numbers(JsonSchemaType.Integer)] } },
    ];

    private static OpenApiSchema Numbers(JsonSchemaType type) => new() { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = type } };
}
