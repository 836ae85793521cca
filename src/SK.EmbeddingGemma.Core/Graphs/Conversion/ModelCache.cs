using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>
/// The folder of converted models. A model is converted once, beside its place, which it takes when it is whole and on the disk: what is
/// interrupted, by whatever, leaves only temporary folders, which the next conversion removes. Whoever comes while another
/// converts waits for the result. Thread-safe, within a process and between processes.
/// </summary>
/// <param name="location">Where it is.</param>
/// <param name="logger">Where to log.</param>
internal sealed class ModelCache(CacheLocation location, ILogger logger)
{
    private const string WaysOut = $"Name another folder with CacheDirectory of the options or the environment variable {CacheLocation.Variable}";

    /// <summary>Gets the cache where the environment or the system has it.</summary>
    public static ModelCache Default => new(CacheLocation.Locate(option: null), NullLogger.Instance);

    /// <summary>Returns a converted model, converting it where that was not done yet.</summary>
    /// <param name="directory">The model's description.</param>
    /// <param name="precision">The number format to compute in.</param>
    /// <param name="progress">Where to report a conversion, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Ends the wait or the conversion; nothing is left of it.</param>
    /// <exception cref="InvalidDataException">A weight file is damaged or does not fit the configuration.</exception>
    /// <exception cref="IOException">The source was changed meanwhile; or the cache cannot be written, or has no room.</exception>
    public ConvertedModel Open(ModelDirectory directory, EmbeddingGemmaPrecision precision, IProgress<EmbeddingGemmaConversionProgress>? progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (directory.Released is not null)
            return Find(directory, precision) ?? throw Missing(directory, precision);

        using var source = ConversionSource.Open(directory);
        var job = new Job(directory, precision, source, source.Stamp(), progress);
        try
        {
            return OpenIn(location.Folder ?? throw new UnwritableCacheException($"The system names no folder for caches, not even a home folder. {WaysOut}."), job, cancellationToken);
        }
        catch (UnwritableCacheException failure) when (!location.IsNamed)
        {
            logger.CacheNotWritable(failure.Message, NameOf(directory));
            return ConvertPrivately(job, cancellationToken);
        }
    }

    /// <summary>Returns the converted model of a directory whose weights were removed, or <see langword="null"/> where it is not there.</summary>
    public ConvertedModel? Find(ModelDirectory directory, EmbeddingGemmaPrecision precision)
    {
        if (directory.Released is not { } source || location.Folder is not { } root)
            return null;

        var key = new ConversionKey(source.Hash, precision);
        var table = ModelConversion.TableOf(directory, precision);
        var folder = Path.Combine(root, key.FolderName);
        return ConvertedFolder.IsWhole(folder, key, table) ? new ConvertedModel(folder, table, isPrivate: false) : null;
    }

    private FileNotFoundException Missing(ModelDirectory directory, EmbeddingGemmaPrecision precision) => new(
        $"The model in {directory.Root} is not converted to {precision} in {location.Folder}, and its weights were removed after another conversion. " +
        "Download them again (embeddinggemma download, or AllowDownload of the options), with KeepDownload of the options if they are to stay.");

    private ConvertedModel OpenIn(string root, Job job, CancellationToken cancellationToken)
    {
        Unless(root, () => Directory.CreateDirectory(root));
        var key = new ConversionKey(new SourceMemory(root).Hash(job.Directory.Path, job.Source, job.Stamp, cancellationToken), job.Precision);
        var folder = Path.Combine(root, key.FolderName);
        var converts = false;
        if (!ConvertedFolder.IsWhole(folder, key, job.Table))
        {
            using var taken = Unless(root, () => FileLock.Take(folder + ".lock", cancellationToken));
            converts = !ConvertedFolder.IsWhole(folder, key, job.Table);
            if (converts) // else another has done so while this one waited
            {
                Sweep(root, key);
                Convert(root, key, job, cancellationToken);
            }
        }

        return new ConvertedModel(folder, job.Table, isPrivate: false) { ConvertedFrom = converts ? key.Source : null };
    }

    private void Convert(string root, ConversionKey key, Job job, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        logger.ConversionStarted(NameOf(job.Directory), key.PrecisionName, Path.Combine(root, key.FolderName));
        var temporary = Path.Combine(root, key.TemporaryName());
        var meter = job.NewMeter();
        Unless(root, () => Directory.CreateDirectory(temporary));
        try
        {
            job.Write(temporary, key, meter, $"Free some space there. {WaysOut} to keep converted models elsewhere.", cancellationToken);
            Place(temporary, root, key, job.Table);
        }
        finally
        {
            Remove(temporary); // what a failure leaves
        }

        meter.Complete();
        logger.ConversionEnded(NameOf(job.Directory), key.PrecisionName, (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>Brings a whole folder to its place. A folder that is there is damaged and gives way; unless locks do not work on the file system, and another was faster.</summary>
    private static void Place(string temporary, string root, ConversionKey key, EmbeddingTableLayout table)
    {
        var folder = Path.Combine(root, key.FolderName);
        var aside = Path.Combine(root, key.TemporaryName());
        try
        {
            if (Directory.Exists(folder))
                Directory.Move(folder, aside);
            Directory.Move(temporary, folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException && !ConvertedFolder.IsWhole(folder, key, table))
        {
            throw new IOException($"The converted model could not be brought to its place, {folder}: {failure.Message} Delete that folder, if it is there. {WaysOut} to keep converted models elsewhere.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Another process has put the same there.
        }
        finally
        {
            Remove(aside);
        }
    }

    private static ConvertedModel ConvertPrivately(Job job, CancellationToken cancellationToken)
    {
        var converted = new ConvertedModel(CreateTemporaryFolder(), job.Table, isPrivate: true);
        try
        {
            var meter = job.NewMeter();
            job.Write(converted.Folder, key: null, meter, $"Free some space there, or name another temporary folder (TMPDIR; TMP on Windows). {WaysOut} to convert only once.", cancellationToken);
            meter.Complete();
            return converted;
        }
        catch
        {
            converted.Dispose();
            throw;
        }
    }

    /// <summary>Removes what conversions left that were interrupted: all whose lock is free, for a conversion holds it.</summary>
    private static void Sweep(string root, ConversionKey key)
    {
        foreach (var left in Directory.EnumerateDirectories(root, "*.tmp"))
        {
            if (ConversionKey.FolderNameIn(Path.GetFileName(left)) is not { } name)
                continue;

            using var taken = name == key.FolderName ? null : FileLock.TryTake(Path.Combine(root, name + ".lock"));
            if (taken is not null || name == key.FolderName)
                Remove(left);
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Still in use, as can be on Windows: a later conversion removes it. What is going on matters more.
        }
    }

    private static string CreateTemporaryFolder()
    {
        try
        {
            return Directory.CreateTempSubdirectory("embeddinggemma-").FullName;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"Neither the cache nor the temporary folder {Path.GetTempPath()}, where a model is then converted, can be used: {failure.Message} {WaysOut}, or create the temporary one, or name another (TMPDIR; TMP on Windows).",
                failure);
        }
    }

    private static T Unless<T>(string root, Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UnwritableCacheException($"The folder {root}, which keeps converted models, cannot be written: {failure.Message} {WaysOut}.", failure);
        }
    }

    private static string NameOf(ModelDirectory directory) => Path.GetFileName(directory.Path);

    /// <summary>What is to be converted.</summary>
    private sealed record Job(ModelDirectory Directory, EmbeddingGemmaPrecision Precision, ConversionSource Source, string Stamp, IProgress<EmbeddingGemmaConversionProgress>? Progress)
    {
        public EmbeddingTableLayout Table { get; } = ModelConversion.TableOf(Directory, Precision);

        public ConversionMeter NewMeter() => new(Progress, Source.Tensors.Tensors.Values.Sum(tensor => tensor.ByteCount));

        public void Write(string folder, ConversionKey? key, ConversionMeter meter, string ways, CancellationToken cancellationToken) =>
            new ModelConversion(Directory, Source, Precision, meter).Write(folder, key, Stamp, ways, cancellationToken);
    }
}
