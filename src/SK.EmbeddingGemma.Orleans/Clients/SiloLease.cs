namespace SK.EmbeddingGemma.Clients;

/// <summary>A call's place on a silo. Disposed once, when the call has ended.</summary>
internal sealed class SiloLease(SiloBoard board, SiloState silo, CallKind kind) : IDisposable
{
    /// <summary>Gets the silo's address.</summary>
    public string Address { get; } = silo.Address;

    /// <summary>Gets what is cancelled when the silo has left the cluster.</summary>
    public CancellationToken Lost { get; } = silo.Lost;

    /// <summary>Gets or sets how the call ended.</summary>
    public CallOutcome Outcome { get; set; } = CallOutcome.Abandoned;

    /// <summary>Gets or sets the space of a silo that refused.</summary>
    public string? OtherSpace { get; set; }

    public void Dispose() => board.Release(silo, kind, Outcome, OtherSpace);
}
