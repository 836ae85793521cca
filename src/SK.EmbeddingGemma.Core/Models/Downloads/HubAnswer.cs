using System.Net;

namespace SK.EmbeddingGemma.Models;

/// <summary>An answer whose body is still to be read. Not thread-safe; whoever asked disposes it.</summary>
internal sealed class HubAnswer(HttpResponseMessage answer, HubFacts facts, HubFile file, string host, TimeSpan stallTimeout, TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource _stall = new(Timeout.InfiniteTimeSpan, time);
    private Stream? _body;

    /// <summary>Gets what the hub says of the file.</summary>
    public HubFacts Facts => facts;

    /// <summary>Gets whether the server gives the part that was asked for, and not all of it.</summary>
    public bool IsPart => answer.StatusCode == HttpStatusCode.PartialContent;

    /// <summary>Gets the length of the body, or <see langword="null"/> where it shows only at its end.</summary>
    public long? BodyLength => answer.Content.Headers.ContentLength;

    /// <summary>Checks that the part is the one that was asked for, of a file of the same length.</summary>
    /// <exception cref="HubException">It is not.</exception>
    public void RequirePart(ByteRange range, long? length)
    {
        var given = answer.Content.Headers.ContentRange;
        if (!IsPart || given?.From != range.Start || given.To != range.Last || (given.HasLength && length is not null && given.Length != length))
            throw new HubException($"{file} could not be fetched: {host} was asked for the bytes {range.Start} to {range.Last}, but answered {(int)answer.StatusCode} with {(given is null ? "no range" : given.ToString())}.");
    }

    /// <summary>Reads some of the body.</summary>
    /// <returns>How many bytes; 0 at its end.</returns>
    /// <exception cref="HubException">The connection broke, or nothing came for too long.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        _stall.CancelAfter(stallTimeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_stall.Token, cancellationToken);
        try
        {
            _body ??= await answer.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
            return await _body.ReadAsync(buffer, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HubException($"{file} could not be fetched: {host} sent nothing for {stallTimeout.TotalSeconds:0} seconds.", failure) { IsTransient = true };
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw new HubException($"{file} could not be fetched: the connection to {host} broke: {failure.Message}", failure) { IsTransient = true };
        }
        finally
        {
            _stall.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        answer.Dispose();
        _stall.Dispose();
    }
}
