using System.Net;
using Polly;

namespace SK.EmbeddingGemma.Models;

/// <summary>
/// Fetches one file into the cache: goes on from what is there, tries again what fails, and takes for good only what is whole.
/// Not thread-safe; of several processes one fetches, and the others wait for its result.
/// </summary>
internal sealed class BlobDownload(HubClient client, RepositoryFolder folder, ResiliencePipeline retry, DownloadMeter meter, TimeProvider time)
{
    private const int BufferBytes = 1 << 17;

    private readonly byte[] _buffer = new byte[BufferBytes];

    /// <summary>Fetches a file and puts it into the snapshot.</summary>
    /// <exception cref="HubException">The server refuses or cannot be reached.</exception>
    /// <exception cref="InvalidDataException">What it gives is not the file.</exception>
    /// <exception cref="IOException">The cache cannot be written.</exception>
    public async Task FetchAsync(PlannedFile file, CancellationToken cancellationToken)
    {
        using var taken = await folder.LockAsync(file.Tag, time, cancellationToken).ConfigureAwait(false);
        if (ModelSnapshot.Fault(file.File.File, folder.Snapshot) is null)
        {
            meter.Add(file.File.File.Path, file.Length);
            return; // another process has put it there meanwhile, and may be using it already
        }

        var isThere = IsThere(file);
        if (isThere)
            meter.Add(file.File.File.Path, file.Length);
        else
            await FetchBlobAsync(file, cancellationToken).ConfigureAwait(false);
        folder.Place(file.Tag, file.File.File.Path, isFetched: !isThere);
    }

    private bool IsThere(PlannedFile file)
    {
        var blob = new FileInfo(folder.Blob(file.Tag));
        return blob.Exists && blob.Length == file.Length
            && (file.Sha256 is null || string.Equals(Convert.ToHexStringLower(FileHash.Compute(blob.FullName)), file.Sha256, StringComparison.OrdinalIgnoreCase));
    }

    private async Task FetchBlobAsync(PlannedFile file, CancellationToken cancellationToken)
    {
        while (true)
        {
            string hash;
            long inherited;
            using (var partial = PartialFile.Open(folder.Incomplete(file.Tag), file, cancellationToken))
            {
                meter.Add(file.File.File.Path, partial.Length);
                inherited = partial.Inherited;
                await FillAsync(file, partial, cancellationToken).ConfigureAwait(false);
                hash = partial.Complete();
            }

            if (file.Sha256 is null || string.Equals(hash, file.Sha256, StringComparison.OrdinalIgnoreCase))
                break;

            File.Delete(folder.Incomplete(file.Tag));
            meter.Add(file.File.File.Path, -file.Length);
            if (inherited == 0)
                throw new InvalidDataException($"{file.File} has the SHA-256 {hash} instead of {file.Sha256}: it was changed or damaged on its way, and is not kept.");
            // Else what an earlier run, or another tool, had left was at fault: it is fetched anew, once.
        }

        folder.Keep(file.Tag);
    }

    private async Task FillAsync(PlannedFile file, PartialFile partial, CancellationToken cancellationToken)
    {
        var wasRefused = false;
        while (partial.Length < file.Length)
        {
            try
            {
                await retry.ExecuteAsync(async token => await AttemptAsync(file, partial, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            }
            catch (HubException refusal) when (refusal.Status == HttpStatusCode.RequestedRangeNotSatisfiable && !wasRefused && partial.Length > file.Prefix.Length)
            {
                wasRefused = true;
                Restart(file, partial);
            }
        }
    }

    /// <summary>Appends what a request gives. Once something came, a break is no failure: the next request goes on from there.</summary>
    private async Task AttemptAsync(PlannedFile file, PartialFile partial, CancellationToken cancellationToken)
    {
        var done = partial.Length - file.Prefix.Length;
        var rest = new ByteRange(file.Part.Start + done, file.Part.Count - done);
        var isAll = rest.Count == file.RemoteLength;
        using var answer = await client.OpenAsync(file.File, isAll ? null : rest, cancellationToken).ConfigureAwait(false);
        RequireSame(file, answer.Facts);
        if (!isAll && !answer.IsPart && file.IsWhole)
        {
            Restart(file, partial); // the server gives no parts
            rest = file.Part;
            isAll = true;
        }

        if (!isAll)
            answer.RequirePart(rest, file.RemoteLength);
        if (answer.BodyLength is { } given && given != rest.Count)
            throw WrongLength(file, given, rest.Count);
        await AppendAsync(file, partial, answer, cancellationToken).ConfigureAwait(false);
    }

    private async Task AppendAsync(PlannedFile file, PartialFile partial, HubAnswer answer, CancellationToken cancellationToken)
    {
        var before = partial.Length;
        try
        {
            while (await answer.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
            {
                if (count > file.Length - partial.Length)
                    throw WrongLength(file, partial.Length + count - before, file.Length - before);
                partial.Append(_buffer.AsSpan(0, count));
                meter.Add(file.File.File.Path, count);
            }

            if (partial.Length == before)
                throw new HubException($"{file.File} could not be fetched: the server sent none of {file.Length - before} bytes.") { IsTransient = true };
        }
        catch (HubException fault) when (fault.IsTransient && partial.Length > before)
        {
            // What came is kept, and the next attempt begins behind it.
        }
    }

    private void Restart(PlannedFile file, PartialFile partial)
    {
        meter.Add(file.File.File.Path, -(partial.Length - file.Prefix.Length));
        partial.Restart();
    }

    private static InvalidDataException WrongLength(PlannedFile file, long given, long expected) =>
        new($"{file.File} comes with {given} bytes where {expected} are expected: it is another file, or another version of it.");

    private static void RequireSame(PlannedFile file, HubFacts facts)
    {
        if (file.HubTag is { } tag && facts.Tag is { } now && !string.Equals(tag, now, StringComparison.Ordinal))
            throw new InvalidDataException($"{file.File} was replaced on the server while it was fetched (tag {now} instead of {tag}). Try again.");
    }
}
