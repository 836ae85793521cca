using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Polly;
using SK.EmbeddingGemma.Silos;

namespace SK.EmbeddingGemma.Clients;

/// <summary>The silos, as the cluster's membership has them, and what this process has with each: the one with the least is chosen. Thread-safe.</summary>
internal sealed class SiloBoard(IGrainFactory grains, EmbeddingGemmaClientOptions options, TimeProvider time, ILogger logger)
{
    /// <summary>How old the list may become before it is asked for anew.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    /// <summary>How long a silo is avoided after a call to it failed, as long as there are others.</summary>
    private static readonly TimeSpan Avoidance = TimeSpan.FromSeconds(5);

    private readonly ResiliencePipeline<ClusterDescription> _meeting = SiloRetry.Of<ClusterDescription>(options.Attempts, time).Build();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SiloState> _silos = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _refresh;
    private long? _refreshedAt;
    private long _choices;
    private volatile ClusterDescription? _description;

    /// <summary>Gets what the first silo said; <see langword="null"/> before that.</summary>
    public ClusterDescription? Description => _description;

    /// <summary>Asks for the description where it is not known yet.</summary>
    /// <exception cref="OrleansException">No silo answers, however often it was asked.</exception>
    /// <exception cref="EmbeddingGemmaSpaceMismatchException">The cluster has another model than the options ask for.</exception>
    public async Task<ClusterDescription> DescribeAsync(CancellationToken cancellationToken)
    {
        if (_description is null)
            await Refresh().WaitAsync(cancellationToken).ConfigureAwait(false);
        return _description!;
    }

    /// <summary>Asks for the silos anew, in the background, where the list is no longer fresh. The description is known.</summary>
    public void RefreshIfStale()
    {
        lock (_gate)
        {
            if (_refreshedAt is { } at && time.GetElapsedTime(at) < Freshness)
                return;
        }

        _ = Refresh(); // with a description known it never fails
    }

    /// <summary>Chooses the silo with the least to do, and waits where bulk work has its share of all of them.</summary>
    /// <param name="kind">How urgent the call is.</param>
    /// <param name="tried">The silos that were tried before; they are chosen only where there are no others.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SiloUnavailableException">No silo is known.</exception>
    /// <exception cref="EmbeddingGemmaSpaceMismatchException">All silos have another model.</exception>
    public async Task<SiloLease> AcquireAsync(CallKind kind, IReadOnlySet<string> tried, CancellationToken cancellationToken)
    {
        await DescribeAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            RefreshIfStale();
            Task changed;
            lock (_gate)
            {
                if (Choose(kind, tried) is { } silo)
                    return Lease(silo, kind);
                changed = _changed.Task;
            }

            await Task.WhenAny(changed, Task.Delay(Freshness, time, cancellationToken)).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Takes back what a call had.</summary>
    public void Release(SiloState silo, CallKind kind, CallOutcome outcome, string? otherSpace)
    {
        lock (_gate)
        {
            if (kind == CallKind.Bulk)
                silo.Batches--;
            else
                silo.Queries--;
            silo.OtherSpace = otherSpace ?? silo.OtherSpace;
            silo.FailedAt = outcome switch
            {
                CallOutcome.Answered => null,
                CallOutcome.Failed => time.GetTimestamp(),
                _ => silo.FailedAt,
            };
            Announce();
        }
    }

    private SiloLease Lease(SiloState silo, CallKind kind)
    {
        silo.LastChosen = ++_choices;
        if (kind == CallKind.Bulk)
            silo.Batches++;
        else
            silo.Queries++;
        return new(this, silo, kind);
    }

    private SiloState? Choose(CallKind kind, IReadOnlySet<string> tried)
    {
        if (_silos.Count == 0)
            throw new SiloUnavailableException("The cluster has no active silo: start one, with AddEmbeddingGemma on its builder.");

        SiloState[] fit = [.. _silos.Values.Where(silo => silo.OtherSpace is null)];
        if (fit.Length == 0)
            throw EmbeddingGemmaSpaceMismatchException.Create("All silos have vectors of", _silos.Values.First().OtherSpace!, _description!.Space);

        var well = Array.FindAll(fit, silo => silo.FailedAt is not { } at || time.GetElapsedTime(at) >= Avoidance);
        var untried = Array.FindAll(well.Length > 0 ? well : fit, silo => !tried.Contains(silo.Address));
        var candidates = untried.Length > 0 ? untried : well.Length > 0 ? well : fit;
        return kind == CallKind.Query
            ? candidates.OrderBy(silo => silo.Queries).ThenBy(silo => silo.Batches).ThenBy(silo => silo.LastChosen).First()
            : candidates.Where(silo => silo.Batches < options.BatchesPerSilo).OrderBy(silo => silo.Batches).ThenBy(silo => silo.LastChosen).FirstOrDefault();
    }

    private Task Refresh()
    {
        lock (_gate)
            return _refresh is { IsCompleted: false } ? _refresh : _refresh = Task.Run(AskAsync);
    }

    private async Task AskAsync()
    {
        try
        {
            // At first there is no list to go on with, and a cluster that starts may be slow to answer.
            Learn(_description is null ? await _meeting.ExecuteAsync(async _ => await DescribeOnceAsync().ConfigureAwait(false)).ConfigureAwait(false) : await DescribeOnceAsync().ConfigureAwait(false));
        }
        catch (Exception exception) when (_description is not null)
        {
            logger.ListNotRefreshed(exception.GetType().Name); // the old list goes on
        }
        finally
        {
            lock (_gate)
                _refreshedAt = time.GetTimestamp();
        }
    }

    private Task<ClusterDescription> DescribeOnceAsync() => grains.GetGrain<IClusterGrain>(0).DescribeAsync();

    private void Learn(ClusterDescription description)
    {
        var mine = options.Space?.ToString();
        if (_description is null && mine is not null && !(EmbeddingGemmaSpace.TryParse(description.Space, out var theirs) && theirs.IsCompatibleWith(options.Space!)))
            throw EmbeddingGemmaSpaceMismatchException.Create("This client asks for vectors of", mine, description.Space);

        List<SiloState> left = [];
        lock (_gate)
        {
            _description ??= description;
            foreach (var address in description.Silos)
                CollectionsMarshal.GetValueRefOrAddDefault(_silos, address, out _) ??= new(address);
            foreach (var silo in _silos.Values.Where(silo => !description.Silos.Contains(silo.Address)).ToList())
            {
                _silos.Remove(silo.Address);
                left.Add(silo);
            }

            Announce();
        }

        foreach (var silo in left)
        {
            logger.SiloLeft(silo.Address);
            silo.Dispose();
        }
    }

    private void Announce()
    {
        _changed.TrySetResult();
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
