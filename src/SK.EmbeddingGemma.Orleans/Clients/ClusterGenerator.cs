using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using SK.EmbeddingGemma.Generation;
using SK.EmbeddingGemma.Requests;
using SK.EmbeddingGemma.Silos;

namespace SK.EmbeddingGemma.Clients;

/// <summary>The generator over a cluster. Thread-safe. Disposing it does nothing: connections are the client's.</summary>
internal sealed class ClusterGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly EmbeddingGemmaClientOptions _options;
    private readonly CallDefaults _defaults;
    private readonly SiloBoard _board;
    private readonly SiloCalls _calls;

    public ClusterGenerator(IGrainFactory grains, EmbeddingGemmaClientOptions options, ILogger<ClusterGenerator> logger, TimeProvider time)
    {
        _options = options.Copy();
        _defaults = new(_options.Prompt, _options.Dimensions);
        _board = new(grains, _options, time, logger);
        _calls = new(_board, grains, _options, time, logger);
    }

    /// <summary>Meets the cluster: learns its silos and its space.</summary>
    public Task MeetAsync(CancellationToken cancellationToken) => _board.DescribeAsync(cancellationToken);

    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        cancellationToken.ThrowIfCancellationRequested();
        var texts = Materialize(values, cancellationToken);
        if (texts.Count == 0)
            return new() { Usage = new() { InputTokenCount = 0, TotalTokenCount = 0 } };

        var completed = _defaults.ApplyTo(options); // a copy: the caller may change its own when the call is on its way
        if (_options.Truncation is { } truncation)
            (completed.AdditionalProperties ??= []).TryAdd(EmbeddingGemmaGenerator.TruncationKey, truncation.ToString());
        var asked = RequestOptions.Read(completed); // refuses what is wrong before a silo is asked
        var description = await _board.DescribeAsync(cancellationToken).ConfigureAwait(false);

        // Silos may be set to different lengths: one call has vectors of one.
        var request = asked with { ExpectedSpace = description.Space, Dimensions = asked.Dimensions ?? description.Dimensions };
        var answers = BatchPlan.KindOf(texts) == CallKind.Query
            ? [await _calls.EmbedAsync(request with { Texts = [.. texts] }, CallKind.Query, first: null, cancellationToken).ConfigureAwait(false)]
            : await EmbedBulkAsync(request, texts, cancellationToken).ConfigureAwait(false);
        return Merge(answers, texts.Count);
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        if (serviceType.IsInstanceOfType(this))
            return this;

        var description = _board.Description;
        return serviceType == typeof(EmbeddingGemmaSpace) ? Space(description)
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata(
                "embeddinggemma", defaultModelId: description?.ModelId, defaultModelDimensions: _options.Dimensions ?? description?.Dimensions)
            : null;
    }

    public void Dispose()
    {
    }

    private static List<string> Materialize(IEnumerable<string> values, CancellationToken cancellationToken)
    {
        var texts = new List<string>();
        foreach (var value in values)
        {
            cancellationToken.ThrowIfCancellationRequested();
            texts.Add(value ?? throw new ArgumentException($"The text at index {texts.Count} is null: leave it out, or pass an empty text.", nameof(values)));
        }

        return texts;
    }

    private EmbeddingGemmaSpace? Space(ClusterDescription? description) =>
        EmbeddingGemmaSpace.TryParse(description?.Space, out var space) ? space.WithDimensions(_options.Dimensions ?? description!.Dimensions) : _options.Space;

    /// <summary>Sends off a batch whenever a silo has room for one: so work goes where it is done soonest, and nothing piles up.</summary>
    private async Task<EmbeddingAnswer[]> EmbedBulkAsync(EmbeddingRequest request, List<string> texts, CancellationToken cancellationToken)
    {
        using var abandon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task<EmbeddingAnswer>> batches = [];
        try
        {
            foreach (var (start, count) in BatchPlan.Divide(texts, _options.BatchTexts))
            {
                var lease = await _board.AcquireAsync(CallKind.Bulk, tried: ImmutableHashSet<string>.Empty, abandon.Token).ConfigureAwait(false);
                batches.Add(BatchAsync(request with { Texts = [.. texts.GetRange(start, count)] }, start, lease, abandon));
            }

            return await Task.WhenAll(batches).ConfigureAwait(false);
        }
        catch (Exception)
        {
            await abandon.CancelAsync().ConfigureAwait(false); // the other batches are of no use
            await ((Task)Task.WhenAll(batches)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            if (batches.Find(static batch => batch.IsFaulted) is { } faulted)
                await faulted.ConfigureAwait(false); // what went wrong, not that the others were abandoned
            throw;
        }
    }

    private async Task<EmbeddingAnswer> BatchAsync(EmbeddingRequest request, int start, SiloLease lease, CancellationTokenSource abandon)
    {
        try
        {
            return await _calls.EmbedAsync(request, CallKind.Bulk, lease, abandon.Token).ConfigureAwait(false);
        }
        catch (ArgumentException exception) when (start > 0)
        {
            await abandon.CancelAsync().ConfigureAwait(false);
            throw new ArgumentException($"{exception.Message} Indexes count from the text at index {start} of the call on, where a batch for a silo began.", exception.ParamName, exception);
        }
        catch
        {
            await abandon.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static GeneratedEmbeddings<Embedding<float>> Merge(EmbeddingAnswer[] answers, int count)
    {
        var embeddings = new GeneratedEmbeddings<Embedding<float>>(count);
        long tokens = 0;
        foreach (var answer in answers)
        {
            embeddings.AddRange(AnswerEmbeddings.Read(answer));
            tokens += answer.Tokens;
        }

        embeddings.Usage = new() { InputTokenCount = tokens, TotalTokenCount = tokens };
        embeddings.AdditionalProperties = new() { [EmbeddingGemmaPrompt.OptionsKey] = answers[0].Prompt, [EmbeddingGemmaGenerator.MaxTokensKey] = answers[0].MaxTokens };
        return embeddings;
    }
}
