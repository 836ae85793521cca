namespace SK.EmbeddingGemma.Clients;

/// <summary>What this process knows of a silo. Guarded by the lock of its <see cref="SiloBoard"/>.</summary>
internal sealed class SiloState(string address) : IDisposable
{
    private readonly CancellationTokenSource _lost = new();

    /// <summary>Gets the silo's address.</summary>
    public string Address { get; } = address;

    /// <summary>Gets or sets the batches of bulk work that this process has there.</summary>
    public int Batches { get; set; }

    /// <summary>Gets or sets the queries that this process has there.</summary>
    public int Queries { get; set; }

    /// <summary>Gets or sets when it was last chosen, in choices.</summary>
    public long LastChosen { get; set; }

    /// <summary>Gets or sets when a call to it last failed, as a timestamp; <see langword="null"/> where none did, or one succeeded since.</summary>
    public long? FailedAt { get; set; }

    /// <summary>Gets or sets the space it has, where that is not the expected one.</summary>
    public string? OtherSpace { get; set; }

    /// <summary>Gets what is cancelled when the silo has left the cluster.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Ends the calls that wait for the silo.</summary>
    public void Dispose()
    {
        _lost.Cancel();
        _lost.Dispose();
    }
}
