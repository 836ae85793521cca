using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SK.EmbeddingGemma.Server.Endpoints;
using SK.EmbeddingGemma.Server.Requests;

namespace SK.EmbeddingGemma.Server.Memories;

/// <summary>The endpoints that create, list and delete collections.</summary>
internal sealed class CollectionEndpoints(CollectionStore store)
{
    /// <summary>The route of the collections.</summary>
    public const string Root = "/v1/memory/collections";

    /// <summary>The route of one of them.</summary>
    public const string One = Root + "/{name}";

    /// <summary>The tag of the endpoints in the OpenAPI document.</summary>
    public const string Tag = "Memory";

    public void Map(EndpointMap map)
    {
        var dialect = MemoryDialect.Instance;
        map.Get(Root, dialect, ListAsync).Describe(Tag, "Lists the collections.").Writes<CollectionList>();
        map.Get(One, dialect, FindAsync).Describe(Tag, "Says whether there is a collection.").Writes<CollectionInfo>().WritesNothing(StatusCodes.Status404NotFound);
        map.Map([HttpMethods.Put], One, dialect, CreateAsync).Describe(Tag, "Creates a collection where it is missing.").Writes<CollectionInfo>().Writes<CollectionInfo>(StatusCodes.Status201Created);
        map.Map([HttpMethods.Delete], One, dialect, DeleteAsync).Describe(Tag, "Deletes a collection with all its texts.").WritesNothing(StatusCodes.Status204NoContent);
    }

    /// <summary>Returns the name in a request's route.</summary>
    /// <exception cref="RequestFaultException">It is not allowed.</exception>
    public static string NameOf(HttpContext context) => CollectionNames.Require((string?)context.GetRouteValue("name"));

    private async Task ListAsync(HttpContext context)
    {
        var names = await store.ListAsync(context.RequestAborted).ConfigureAwait(false);
        var list = new CollectionList([.. names.Select(name => new CollectionInfo(name))]);
        await JsonBody.WriteAsync(context.Response, list, MemoryJson.Default.CollectionList, context.RequestAborted).ConfigureAwait(false);
    }

    private async Task FindAsync(HttpContext context)
    {
        var name = NameOf(context);
        if (!await store.ExistsAsync(name, context.RequestAborted).ConfigureAwait(false))
            throw new RequestFaultException(FaultKind.NotFound, "There is no collection of that name.", "name");
        await WriteAsync(context, name).ConfigureAwait(false);
    }

    private async Task CreateAsync(HttpContext context)
    {
        var name = NameOf(context);
        if (await store.CreateAsync(name, context.RequestAborted).ConfigureAwait(false))
            context.Response.StatusCode = StatusCodes.Status201Created;
        await WriteAsync(context, name).ConfigureAwait(false);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        await store.DeleteAsync(NameOf(context), context.RequestAborted).ConfigureAwait(false);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static Task WriteAsync(HttpContext context, string name) =>
        JsonBody.WriteAsync(context.Response, new CollectionInfo(name), MemoryJson.Default.CollectionInfo, context.RequestAborted);
}
