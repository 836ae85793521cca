using System.Security.Cryptography;

namespace SK.EmbeddingGemma.Models;

/// <summary>
/// A hub as Hugging Face's is: files of a repository at a revision, of which the large ones are in a store on another host. Two
/// ports stand for two hosts. Faults are brought in by <see cref="Intercept"/>.
/// </summary>
internal sealed class FakeHub : IAsyncDisposable
{
    public const string OriginalRevision = "1111111111111111111111111111111111111111";
    public const string CopyRevision = "2222222222222222222222222222222222222222";

    private readonly Lock _gate = new();
    private readonly List<HubRequest> _requests = [];
    private readonly HubServer _hub;
    private readonly HubServer _store;

    public FakeHub()
    {
        _hub = new HubServer(request => Note(request) ?? Intercept?.Invoke(request) ?? AnswerOfHub(request));
        _store = new HubServer(request => Note(request) ?? Intercept?.Invoke(request) ?? HubReply.OfFile(Files[request.Path["/store/".Length..request.Path.IndexOf('?', StringComparison.Ordinal)]], request.Range));
    }

    /// <summary>Gets the files by path; those of 1,000 bytes or more are in the store.</summary>
    public Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>Gets or sets what answers before the hub and the store; <see langword="null"/> leaves it to them.</summary>
    public Func<HubRequest, HubReply?>? Intercept { get; set; }

    /// <summary>Gets or sets the token that opens the original; without it the hub answers 401.</summary>
    public string? OriginalToken { get; set; }

    /// <summary>Gets the hub's address.</summary>
    public Uri Endpoint => _hub.Address;

    /// <summary>Gets the store's address.</summary>
    public Uri Store => _store.Address;

    /// <summary>Gets all requests so far.</summary>
    public List<HubRequest> Requests
    {
        get
        {
            lock (_gate)
                return [.. _requests];
        }
    }

    /// <summary>Gets the requests for bytes that went to where the bytes are.</summary>
    public List<HubRequest> Fetches => [.. Requests.Where(request => request.Method == "GET" && request.Port == Store.Port)];

    /// <summary>Returns whether a request is the hub's.</summary>
    public bool IsHub(HubRequest request) => request.Port == Endpoint.Port;

    /// <summary>Returns the tag that the hub gives a file: SHA-256 for those in the store, as LFS has it, and SHA-1 for others, as git has it.</summary>
    public static string TagOf(byte[] file) => Convert.ToHexStringLower(file.Length >= 1000 ? SHA256.HashData(file) : GitTag(file));

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _store.DisposeAsync();
    }

    private static byte[] GitTag(byte[] file)
    {
#pragma warning disable CA5350 // a name, as git gives it
        return SHA1.HashData([.. System.Text.Encoding.ASCII.GetBytes($"blob {file.Length}\0"), .. file]);
#pragma warning restore CA5350
    }

    private HubReply? Note(HubRequest request)
    {
        lock (_gate)
            _requests.Add(request);
        return null;
    }

    private HubReply AnswerOfHub(HubRequest request)
    {
        // /owner/name/resolve/revision/path
        var parts = request.Path.Split('/', 6);
        if (parts is not ["", var owner, _, "resolve", var revision, var path] || !Files.TryGetValue(path, out var file))
            return new HubReply(404);
        if (owner == "google" && (OriginalToken is null || request.Authorization != $"Bearer {OriginalToken}"))
            return new HubReply(401);

        var reply = file.Length < 1000 ? HubReply.OfFile(file, request.Range).With("ETag", $"\"{TagOf(file)}\"")
            : new HubReply(302).With("Location", $"{Store}store/{path}?signature=secret").With("X-Linked-Etag", $"\"{TagOf(file)}\"").With("X-Linked-Size", $"{file.Length}");
        return reply.With("X-Repo-Commit", revision);
    }
}
