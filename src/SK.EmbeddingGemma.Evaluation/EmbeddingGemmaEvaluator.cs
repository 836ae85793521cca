using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using SK.EmbeddingGemma.Calibration;
using SK.EmbeddingGemma.Tasks;
using SK.EmbeddingGemma.Vectors;

namespace SK.EmbeddingGemma;

/// <summary>Measures what the vectors of a generator are worth, task by task, as MTEB does.</summary>
/// <remarks>Not thread-safe. It does not own the generator.</remarks>
public sealed class EmbeddingGemmaEvaluator
{
    private readonly IEmbeddingGenerator<string, Embedding<float>> _generator;
    private readonly EvaluationOptions _options;
    private readonly TimeProvider _time;
    private readonly TextEmbedder _embedder;
    private readonly VectorCache? _cache;

    /// <summary>Creates an evaluator.</summary>
    /// <param name="generator">What embeds: an <see cref="EmbeddingGemmaGenerator"/>, or another generator of vectors of length 1 that heeds prompts in the options as it does.</param>
    /// <param name="options">The settings; <see langword="null"/> for the defaults.</param>
    /// <param name="timeProvider">The clock; <see langword="null"/> for the system's.</param>
    /// <exception cref="ArgumentNullException"><paramref name="generator"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">A folder for vectors is set, but the generator does not tell its <see cref="EmbeddingGemmaSpace"/>.</exception>
    /// <exception cref="IOException">The folder for vectors cannot be read or made.</exception>
    public EmbeddingGemmaEvaluator(IEmbeddingGenerator<string, Embedding<float>> generator, EvaluationOptions? options = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(generator);
        _generator = generator;
        _options = options?.Clone() ?? new();
        _time = timeProvider ?? TimeProvider.System;
        _cache = OpenCache();
        _embedder = new(generator, _cache);
    }

    /// <summary>Gets how many files of the folder for vectors were damaged; they were deleted, and their texts are embedded again.</summary>
    public int DamagedVectorFiles => _cache?.DamagedFiles ?? 0;

    /// <summary>Embeds the texts of a task, each once, and scores their vectors at each length of <see cref="EvaluationOptions.Dimensions"/>, in their order.</summary>
    /// <param name="task">The task.</param>
    /// <param name="cancellationToken">Ends the evaluation; vectors that were kept stay.</param>
    /// <exception cref="ArgumentNullException"><paramref name="task"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">A length is greater than the generator's.</exception>
    /// <exception cref="InvalidDataException">The data set is empty, or a file of it cannot be read; or the generator gives vectors with values that are no finite numbers.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public async IAsyncEnumerable<EvaluationResult> EvaluateAsync(EvaluationTask task, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        var started = _time.GetTimestamp();
        var data = await task.LoadAsync(cancellationToken).ConfigureAwait(false);
        var vectors = await EmbedAsync(task, data.Texts, cancellationToken).ConfigureAwait(false);
        foreach (var length in LengthsOf(vectors))
        {
            var scores = await data.ScoreAsync(vectors.Cut(length), _options, cancellationToken).ConfigureAwait(false);
            yield return new(task, length, ModelId, scores, _time.GetElapsedTime(started));
            started = _time.GetTimestamp();
        }
    }

    /// <summary>Measures what cosine means "related", on each retrieval task against the queries of the others.</summary>
    /// <param name="tasks">The tasks; those that are no retrieval are left out.</param>
    /// <param name="cancellationToken">Ends the measurement; vectors that were kept stay.</param>
    /// <returns>A measurement for each retrieval task and length of vectors.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="tasks"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">There are fewer than two retrieval tasks.</exception>
    /// <exception cref="InvalidDataException">A data set is empty, or a file of it cannot be read.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public async Task<IReadOnlyList<RelevanceMeasurement>> MeasureRelevanceAsync(IEnumerable<EvaluationTask> tasks, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        var sets = new List<(EvaluationTask Task, RetrievalData Data)>();
        foreach (var task in tasks.Where(task => task.Type is EvaluationTaskType.Retrieval or EvaluationTaskType.CodeRetrieval))
            sets.Add((task, (RetrievalData)await task.LoadAsync(cancellationToken).ConfigureAwait(false)));
        if (sets.Count < 2)
            throw new ArgumentException($"There are {sets.Count} retrieval tasks, but the queries of one are unrelated to the documents of another: give two at least.", nameof(tasks));

        var measured = new List<RelevanceMeasurement>();
        foreach (var (task, data) in sets)
        {
            var strangers = RelevanceSurvey.Strangers(data, sets.Where(set => set.Data != data).Select(set => set.Data));
            var vectors = await EmbedAsync(task, data.Texts.Concat(strangers), cancellationToken).ConfigureAwait(false);
            foreach (var length in LengthsOf(vectors))
                measured.Add(RelevanceSurvey.Measure(task, data, strangers, vectors.Cut(length)));
        }

        return measured;
    }

    private string ModelId => _generator.GetService<EmbeddingGeneratorMetadata>()?.DefaultModelId ?? "unknown";

    private IReadOnlyList<int> LengthsOf(TextVectors vectors)
    {
        var lengths = _options.Dimensions.Count > 0 ? _options.Dimensions : [vectors.Dimensions];
        return lengths.Max() <= vectors.Dimensions
            ? lengths
            : throw new InvalidOperationException($"Vectors of the generator have {vectors.Dimensions} dimensions, but {lengths.Max()} are to be measured: ask for 1 to {vectors.Dimensions}.");
    }

    private Task<TextVectors> EmbedAsync(EvaluationTask task, IEnumerable<EvaluationText> texts, CancellationToken cancellationToken) =>
        _embedder.EmbedAsync(texts, (done, total) => _options.Progress?.Report(new(task.Name, done, total)), cancellationToken);

    private VectorCache? OpenCache()
    {
        if (_options.VectorFolder is not { } folder)
            return null;
        if (_generator.GetService<EmbeddingGemmaSpace>() is not { } space)
            throw new InvalidOperationException("The generator does not tell its EmbeddingGemmaSpace, so that its vectors cannot be kept apart from others': leave VectorFolder unset.");
        return new(Path.Combine(folder, EmbeddingGemmaSpace.Hash(space.Fingerprint, _options.Variant)[..32]), space.Dimensions);
    }
}
