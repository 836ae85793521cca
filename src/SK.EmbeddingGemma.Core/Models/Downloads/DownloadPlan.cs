using Polly;

namespace SK.EmbeddingGemma.Models;

/// <summary>Asks a source what its files are, before anything is written.</summary>
internal sealed class DownloadPlan(HubClient client, ResiliencePipeline retry)
{
    private const int Sha256Digits = 64;

    /// <summary>Describes a file.</summary>
    /// <exception cref="HubException">The server refuses or cannot be reached.</exception>
    /// <exception cref="InvalidDataException">It has another file under this name.</exception>
    public async Task<PlannedFile> DescribeAsync(HubFile file, CancellationToken cancellationToken)
    {
        var facts = await retry.ExecuteAsync(async token => await client.DescribeAsync(file, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        var pinned = file.File;
        if (pinned.Length is { } expected && facts.Length is { } found && found != expected)
            throw new InvalidDataException($"{file} has {found} bytes instead of {expected}: it is another file, or another version of it.");

        var length = pinned.Length ?? facts.Length ?? throw new InvalidDataException($"{file} cannot be taken: the server does not say how long it is.");
        var stated = facts.Tag is { Length: Sha256Digits } tag && tag.All(char.IsAsciiHexDigit) ? tag : null;
        if (pinned.Sha256 is { } hash && stated is not null && !string.Equals(hash, stated, StringComparison.OrdinalIgnoreCase))
            throw new InvalidDataException($"{file} has the SHA-256 {stated} instead of {hash}: it is another file, or another version of it, and was not fetched.");
        if (pinned.Sha256 is null)
            RequirePinned(file, facts);

        return pinned.TensorPrefix is { } prefix
            ? await BlockAsync(file, facts, length, prefix, cancellationToken).ConfigureAwait(false)
            : new PlannedFile(file, facts.Tag ?? pinned.Sha256!, facts.Tag, length, new ByteRange(0, length), [], pinned.Sha256 ?? stated);
    }

    // Without a published hash, that it is the pinned revision is all there is to go by, beside what the hub says of the bytes.
    private static void RequirePinned(HubFile file, HubFacts facts)
    {
        if (!string.Equals(facts.Commit, file.Source.Revision, StringComparison.OrdinalIgnoreCase))
            throw new InvalidDataException($"{file} comes from the revision {facts.Commit ?? "that the server does not state"} instead of {file.Source.Revision}: no hash of it is published, so it cannot be taken from there.");
        if (facts.Tag is null)
            throw new InvalidDataException($"{file} cannot be taken: the server gives it no usable tag (X-Linked-Etag or ETag).");
    }

    private async Task<PlannedFile> BlockAsync(HubFile file, HubFacts facts, long length, string prefix, CancellationToken cancellationToken)
    {
        var name = file.ToString();
        if (length < TensorBlock.LengthBytes + 2)
            throw new InvalidDataException($"{name} has {length} bytes, too few for a safetensors file.");
        var first = await ReadAsync(file, facts, new ByteRange(0, TensorBlock.LengthBytes), length, cancellationToken).ConfigureAwait(false);
        var json = await ReadAsync(file, facts, new ByteRange(TensorBlock.LengthBytes, TensorBlock.HeaderLength(first, length, name)), length, cancellationToken).ConfigureAwait(false);
        var block = TensorBlock.Find(json, length, prefix, name);
        return new PlannedFile(file, $"{facts.Tag}-{prefix.TrimEnd('.')}", facts.Tag, length, block.Bytes, block.Header, Sha256: null);
    }

    private async Task<byte[]> ReadAsync(HubFile file, HubFacts facts, ByteRange range, long length, CancellationToken cancellationToken)
    {
        var bytes = new byte[range.Count];
        await retry.ExecuteAsync(
            async token =>
            {
                using var answer = await client.OpenAsync(file, range, token).ConfigureAwait(false);
                answer.RequirePart(range, length);
                if (answer.Facts.Tag is { } tag && !string.Equals(tag, facts.Tag, StringComparison.Ordinal))
                    throw new InvalidDataException($"{file} was replaced on the server while it was read. Try again.");
                for (var read = 0; read < bytes.Length;)
                {
                    var count = await answer.ReadAsync(bytes.AsMemory(read), token).ConfigureAwait(false);
                    read += count > 0 ? count : throw new HubException($"{file} could not be fetched: the server sent {read} of {bytes.Length} bytes.") { IsTransient = true };
                }
            },
            cancellationToken).ConfigureAwait(false);
        return bytes;
    }
}
