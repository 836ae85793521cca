using System.Globalization;
using Microsoft.Extensions.Logging;
using Polly;

namespace SK.EmbeddingGemma.Models;

/// <summary>Brings a model to this machine: into the cache of Hugging Face's tools, from where they and this library find it. Thread-safe.</summary>
/// <param name="manifest">The model.</param>
/// <param name="settings">Where from and where to.</param>
/// <param name="logger">Where to log.</param>
/// <param name="time">The clock.</param>
internal sealed class ModelDownload(ModelManifest manifest, HubSettings settings, ILogger logger, TimeProvider time)
{
    private readonly ResiliencePipeline _retry = HubRetry.Create(time, logger);

    /// <summary>Gets where to report how far it is, or <see langword="null"/>. What a report throws ends the download.</summary>
    public IProgress<EmbeddingGemmaDownloadProgress>? Progress { get; init; }

    /// <summary>Gets what makes the handler that sends requests; <see langword="null"/> for the system's own.</summary>
    public Func<HttpMessageHandler>? Handler { get; init; }

    /// <summary>Returns the folder of a model, which is downloaded where it is not on this machine.</summary>
    /// <param name="manifest">The model.</param>
    /// <param name="settings">Where from and where to.</param>
    /// <param name="logger">Where to log.</param>
    /// <param name="time">The clock.</param>
    /// <param name="progress">Where to report how far it is, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Ends the download; what is there is kept and gone on with next time.</param>
    /// <exception cref="FileNotFoundException">It is not on this machine, and HF_HUB_OFFLINE forbids to ask for it.</exception>
    /// <exception cref="IOException">It cannot be had, or the cache cannot be written; the message says what to do.</exception>
    /// <exception cref="InvalidDataException">What the servers give is not the model.</exception>
    public static Task<string> EnsureAsync(
        ModelManifest manifest, HubSettings settings, ILogger logger, TimeProvider time, IProgress<EmbeddingGemmaDownloadProgress>? progress, CancellationToken cancellationToken) =>
        new ModelDownload(manifest, settings, logger, time) { Progress = progress }.EnsureAsync(cancellationToken);

    /// <inheritdoc cref="EnsureAsync(ModelManifest, HubSettings, ILogger, TimeProvider, IProgress{EmbeddingGemmaDownloadProgress}?, CancellationToken)"/>
    public async Task<string> EnsureAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (ModelSnapshot.TryFind(manifest, settings.Cache) is { } found)
            return found;
        if (settings.IsOffline)
            return ModelSnapshot.Find(manifest, settings.Cache, "HF_HUB_OFFLINE is set, so it is not downloaded.");

        logger.DownloadStarted(manifest.Name, Size(manifest.ApproximateBytes), manifest.Licence, manifest.LicenceUrl);
        using var client = new HubClient(settings, time, Handler?.Invoke());
        var faults = new List<IOException>();
        var corrupt = false;
        foreach (var source in Sources())
        {
            if (faults.Count > 0)
                logger.SourceChanged(faults[^1].Message, source.Repository);
            try
            {
                return await DownloadAsync(client, source, cancellationToken).ConfigureAwait(false);
            }
            catch (HubException refusal) when (refusal.IsRefusal)
            {
                faults.Add(refusal);
            }
            catch (InvalidDataException fault)
            {
                corrupt = true;
                faults.Add(new IOException(fault.Message, fault));
            }
            catch (HubException fault)
            {
                faults.Add(fault); // the network or the hub itself: another of its repositories is no way out
                break;
            }
        }

        var said = string.Join(" ", faults.Select(fault => fault.Message));
        throw corrupt
            ? new InvalidDataException($"{manifest.Name} could not be downloaded: {said}", faults[^1])
            : new IOException($"{manifest.Name} is not on this machine and could not be downloaded: {said} {ModelSnapshot.WaysOut(manifest)}", faults[^1]);
    }

    /// <summary>Returns the repositories to try: a gated one only with a token, and then first.</summary>
    private IEnumerable<ManifestSource> Sources()
    {
        var open = settings.Token is null ? manifest.Sources.Where(source => !source.IsGated).ToList() : manifest.Sources;
        return open.Count > 0 ? open : manifest.Sources; // where all are gated, the hub says what is to be done
    }

    private async Task<string> DownloadAsync(HubClient client, ManifestSource source, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var folder = new RepositoryFolder(settings, manifest, source);
        var plan = new DownloadPlan(client, _retry);
        var files = new List<PlannedFile>();
        foreach (var file in manifest.Files.Where(file => ModelSnapshot.Fault(file, folder.Snapshot) is not null))
            files.Add(await plan.DescribeAsync(new HubFile(source, file), cancellationToken).ConfigureAwait(false));

        RequireSpace(folder, files);
        var meter = new DownloadMeter(Progress, files.Sum(file => file.Length));
        var download = new BlobDownload(client, folder, _retry, meter, time);
        foreach (var file in files)
            await download.FetchAsync(file, cancellationToken).ConfigureAwait(false);

        logger.DownloadEnded(manifest.Name, source.Repository, settings.Endpoint.Authority, (long)time.GetElapsedTime(started).TotalMilliseconds);
        return ModelSnapshot.Find(manifest, settings.Cache);
    }

    private void RequireSpace(RepositoryFolder folder, List<PlannedFile> files)
    {
        var needed = files.Sum(file => Math.Max(0, file.Length - Math.Max(LengthOf(folder.Blob(file.Tag)), LengthOf(folder.Incomplete(file.Tag)))));
        var free = settings.FreeBytes(settings.Cache.Folder);
        if (free < needed)
        {
            throw new IOException(
                $"{manifest.Name} needs {needed} bytes ({Size(needed)}) more in {settings.Cache.Folder}, but there are {free} ({Size(free)}) free. " +
                "Free some space, or name another cache with the environment variable HF_HUB_CACHE.");
        }
    }

    private static long LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    private static string Size(long bytes) => bytes >= 10_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.00} GB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes");
}
