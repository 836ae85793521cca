using System.Text.Json;
using SK.EmbeddingGemma.Benchmarks.Processes;

namespace SK.EmbeddingGemma.Benchmarks.Peers;

/// <summary>An implementation in a process of its own. Not thread-safe.</summary>
/// <param name="name">What it is called in the report.</param>
/// <param name="process">The process.</param>
internal sealed class PeerRunner(string name, ChildProcess process) : IDisposable
{
    /// <summary>The texts of a padded batch.</summary>
    private const int Batch = 32;

    /// <summary>Gets what it is called in the report.</summary>
    public string Name => name;

    /// <summary>Waits until the model is loaded.</summary>
    public Task<string> WaitAsync() => process.ReadLineAsync();

    /// <summary>Embeds a workload.</summary>
    /// <exception cref="InvalidOperationException">The runner failed.</exception>
    public async Task<PeerAnswer> EmbedAsync(PeerWorkload workload, int repeat, bool vectors)
    {
        var request = JsonSerializer.Serialize(new PeerRequest(workload.Texts, Batch, repeat, vectors), PeerJson.Line);
        return JsonSerializer.Deserialize<PeerAnswer>(await process.AskAsync(request).ConfigureAwait(false), PeerJson.Line)!;
    }

    /// <inheritdoc/>
    public void Dispose() => process.Dispose();
}
