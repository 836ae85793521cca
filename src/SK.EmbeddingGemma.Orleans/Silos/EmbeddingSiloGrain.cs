using Orleans.Concurrency;
using SK.EmbeddingGemma.Requests;

namespace SK.EmbeddingGemma.Silos;

/// <inheritdoc cref="IEmbeddingSiloGrain"/>
/// <remarks>Reentrant: calls meet in the generator's scheduler, where queries do not wait for bulk work.</remarks>
[Reentrant, OnNamedSilo]
internal sealed class EmbeddingSiloGrain(SiloModel model) : Grain, IEmbeddingSiloGrain
{
    private readonly HashSet<Guid> _requests = [];

    public async Task<EmbeddingAnswer> EmbedAsync(EmbeddingRequest request, CancellationToken cancellationToken)
    {
        var space = model.Space;
        if (!EmbeddingGemmaSpace.TryParse(request.ExpectedSpace, out var expected) || !expected.IsCompatibleWith(space))
            return new() { Space = space.ToString(), IsRefused = true };

        _requests.Add(request.Id);
        try
        {
            var embeddings = await model.Generator.GenerateAsync(request.Texts, RequestOptions.Write(request), cancellationToken).ConfigureAwait(true);
            return AnswerEmbeddings.Write(embeddings, space.ToString());
        }
        finally
        {
            _requests.Remove(request.Id);
        }
    }

    public Task<bool> IsWorkingOnAsync(Guid request) => Task.FromResult(_requests.Contains(request));

    public Task<string> GetSpaceAsync() => Task.FromResult(model.Space.ToString());
}
