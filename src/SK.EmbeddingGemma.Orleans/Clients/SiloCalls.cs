using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Hedging;
using SK.EmbeddingGemma.Requests;
using SK.EmbeddingGemma.Silos;

namespace SK.EmbeddingGemma.Clients;

/// <summary>Sends requests to silos: again where one is lost, and queries to a second one where the first takes long. Thread-safe.</summary>
internal sealed class SiloCalls
{
    /// <summary>How often a silo must say that it does not have a request, which may be on its way, or its answer.</summary>
    private const int DenialsUntilLost = 2;

    private static readonly ResiliencePropertyKey<CallState> State = new("embeddinggemma.call");

    private readonly SiloBoard _board;
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline<EmbeddingAnswer> _queries;
    private readonly ResiliencePipeline<EmbeddingAnswer> _bulk;

    public SiloCalls(SiloBoard board, IGrainFactory grains, EmbeddingGemmaClientOptions options, TimeProvider time, ILogger logger)
    {
        (_board, _grains, _time, _logger) = (board, grains, time, logger);
        var hedging = new HedgingStrategyOptions<EmbeddingAnswer>
        {
            MaxHedgedAttempts = 1,
            Delay = options.QueryHedgeDelay,
            ShouldHandle = static arguments => ValueTask.FromResult(SiloRetry.IsTransient(arguments.Outcome.Exception, arguments.Context)),
        };
        _queries = SiloRetry.Of<EmbeddingAnswer>(options.Attempts, time).AddHedging(hedging).Build();
        _bulk = SiloRetry.Of<EmbeddingAnswer>(options.Attempts, time).Build();
    }

    /// <summary>Has texts embedded by one of the silos.</summary>
    /// <param name="request">The texts.</param>
    /// <param name="kind">How urgent it is.</param>
    /// <param name="first">The place of the first attempt, which is disposed here; <see langword="null"/> to choose one.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="OrleansException">No silo could be reached, however often it was tried.</exception>
    /// <exception cref="EmbeddingGemmaSpaceMismatchException">No silo has the expected model.</exception>
    public async Task<EmbeddingAnswer> EmbedAsync(EmbeddingRequest request, CallKind kind, SiloLease? first, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        var state = new CallState(request, kind, first);
        context.Properties.Set(State, state);
        try
        {
            return await (kind == CallKind.Query ? _queries : _bulk).ExecuteAsync(AttemptAsync, context).ConfigureAwait(false);
        }
        finally
        {
            state.TakeFirst()?.Dispose(); // of a call that was cancelled before its first attempt
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async ValueTask<EmbeddingAnswer> AttemptAsync(ResilienceContext context)
    {
        var state = context.Properties.GetValue(State, null!);
        while (true)
        {
            using var lease = state.TakeFirst() ?? await _board.AcquireAsync(state.Kind, state.Tried, context.CancellationToken).ConfigureAwait(false);
            state.Try(lease.Address);
            var answer = await AskAsync(lease, state.Request with { Id = Guid.NewGuid() }, state.Kind, context.CancellationToken).ConfigureAwait(false);
            if (!answer.IsRefused)
                return answer;

            lease.OtherSpace = answer.Space;
            _logger.SiloRefused(lease.Address, answer.Space, state.Request.ExpectedSpace);
        }
    }

    private async Task<EmbeddingAnswer> AskAsync(SiloLease lease, EmbeddingRequest request, CallKind kind, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lease.Lost);
        try
        {
            var silo = _grains.GetGrain<IEmbeddingSiloGrain>(lease.Address);
            var call = silo.EmbedAsync(request, ending.Token);
            var answer = await WatchAsync(call, () => silo.IsWorkingOnAsync(request.Id), lease, kind, ending.Token).ConfigureAwait(false);
            lease.Outcome = CallOutcome.Answered;
            AnswerEmbeddings.RequireWhole(answer, request.Texts.Length);
            return answer;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && TransientFaults.Includes(exception))
        {
            lease.Outcome = CallOutcome.Failed;
            _logger.CallFailed(lease.Address, request.Texts.Length, exception.GetType().Name);
            throw;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            lease.Outcome = CallOutcome.Answered; // what the caller must mend
            throw;
        }
    }

    /// <summary>
    /// Waits for an answer for as long as the silo is there and says that it works on it: one that is killed never answers, and with it goes what was on its way to and from
    /// other silos over its connections.
    /// </summary>
    private async Task<EmbeddingAnswer> WatchAsync(Task<EmbeddingAnswer> call, Func<Task<bool>> isWorking, SiloLease lease, CallKind kind, CancellationToken ending)
    {
        var denials = 0;
        while (true)
        {
            try
            {
                return await call.WaitAsync(SiloBoard.Freshness, _time, ending).ConfigureAwait(false);
            }
            catch (TimeoutException exception) when (!call.IsCompleted)
            {
                _board.RefreshIfStale();
                denials = await AskAboutAsync(call, isWorking, ending).ConfigureAwait(false) switch
                {
                    true => 0,
                    false => denials + 1,
                    null => kind == CallKind.Query ? DenialsUntilLost : denials, // bulk work is not sent twice because a silo has much to do
                };
                if (denials < DenialsUntilLost || call.IsCompleted || ending.IsCancellationRequested)
                    continue;
                Forget(call);
                throw new SiloUnavailableException($"The silo '{lease.Address}' has no request that it was sent, or does not answer: the request or its answer was lost.", exception);
            }
            catch (OperationCanceledException exception) when (!call.IsCompleted)
            {
                Forget(call);
                if (lease.Lost.IsCancellationRequested)
                    throw new SiloUnavailableException($"The silo '{lease.Address}' has left the cluster.", exception);
                throw;
            }
        }
    }

    /// <summary>Asks whether a silo works on a call, unless that ends meanwhile; returns <see langword="null"/> where the silo does not answer.</summary>
    private async Task<bool?> AskAboutAsync(Task call, Func<Task<bool>> isWorking, CancellationToken ending)
    {
        var question = isWorking();
        try
        {
            await Task.WhenAny(call, question).WaitAsync(SiloBoard.Freshness, _time, ending).ConfigureAwait(false);
            return call.IsCompleted || await question.ConfigureAwait(false);
        }
        catch (Exception exception) when (TransientFaults.Includes(exception))
        {
            return null;
        }
        finally
        {
            Forget(question);
        }
    }

    /// <summary>Leaves a call that nobody waits for any more; how it fails is of no interest.</summary>
    private static void Forget(Task call) =>
        _ = call.ContinueWith(static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    /// <summary>One request on its way, with all its attempts, of which two may run at a time.</summary>
    private sealed class CallState(EmbeddingRequest request, CallKind kind, SiloLease? first)
    {
        private ImmutableHashSet<string> _tried = ImmutableHashSet.Create<string>(StringComparer.Ordinal);
        private SiloLease? _first = first;

        public EmbeddingRequest Request { get; } = request;

        public CallKind Kind { get; } = kind;

        public IReadOnlySet<string> Tried => Volatile.Read(ref _tried);

        public SiloLease? TakeFirst() => Interlocked.Exchange(ref _first, null);

        public void Try(string address) => ImmutableInterlocked.Update(ref _tried, static (tried, added) => tried.Add(added), address);
    }
}
