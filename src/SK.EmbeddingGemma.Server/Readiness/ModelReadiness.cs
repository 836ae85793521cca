using Microsoft.Extensions.Hosting;
using SK.EmbeddingGemma.Server.Requests;

namespace SK.EmbeddingGemma.Server.Readiness;

/// <summary>Whether the server can answer: it has embedded a first text, and is not about to stop. Thread-safe.</summary>
internal sealed class ModelReadiness(IHostApplicationLifetime lifetime)
{
    private readonly TaskCompletionSource<ServedModel> _loading = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets the model, when it is loaded; or what went wrong.</summary>
    public Task<ServedModel> Loading => _loading.Task;

    /// <summary>Gets whether requests should be sent here.</summary>
    public bool IsReady => Loading.IsCompletedSuccessfully && !lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>Makes the server ready.</summary>
    public void Serve(ServedModel model) => _loading.TrySetResult(model);

    /// <summary>Records that the model could not be loaded.</summary>
    public void Fail(Exception failure) => _loading.TrySetException(failure);

    /// <summary>Returns the model. Requests that come while the server is stopping are still answered.</summary>
    /// <exception cref="RequestFaultException">It is not loaded yet.</exception>
    public ServedModel Require() => Loading.IsCompletedSuccessfully
        ? Loading.GetAwaiter().GetResult()
        : throw new RequestFaultException(FaultKind.NotReady, "The model is being loaded: try again in a moment; /health says when it is ready.");
}
