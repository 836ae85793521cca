using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Weights;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>Writes what a model needs at work into a folder: the graph, its weights, and the table of token embeddings.</summary>
/// <param name="directory">The model's description.</param>
/// <param name="source">The model's files.</param>
/// <param name="precision">The number format to compute in.</param>
/// <param name="meter">What counts the bytes of the source.</param>
internal sealed class ModelConversion(ModelDirectory directory, ConversionSource source, EmbeddingGemmaPrecision precision, ConversionMeter meter)
{
    private const string TableName = "embed_tokens.weight";
    private const int Mebibyte = 1 << 20;

    /// <summary>Returns how the token embeddings of a converted model lie in their file.</summary>
    public static EmbeddingTableLayout TableOf(ModelDirectory directory, EmbeddingGemmaPrecision precision) =>
        new(directory.Config.VocabularySize, directory.Config.HiddenSize, precision);

    /// <summary>Writes the files into a folder that exists and is empty.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="key">What the description is to say, without which the folder cannot be recognised later; <see langword="null"/> where that is not wanted.</param>
    /// <param name="stamp">The source's <see cref="ConversionSource.Stamp"/>, which must still hold in the end.</param>
    /// <param name="ways">What to do where there is no room, as a sentence.</param>
    /// <param name="cancellationToken">Stops between tensors.</param>
    /// <exception cref="InvalidDataException">A tensor is missing, has another shape or holds a value that is not finite.</exception>
    /// <exception cref="IOException">The source was changed meanwhile, or the folder cannot be written, for example because the disk is full.</exception>
    public void Write(string folder, ConversionKey? key, string stamp, string ways, CancellationToken cancellationToken)
    {
        GemmaTensors.Validate(source.Tensors, directory.Config);
        meter.Add(0);
        source.Tensors.OnRead = meter.Add;
        try
        {
            WriteGraph(folder, cancellationToken);
            WriteTable(folder, cancellationToken);
            if (source.Stamp() != stamp)
                throw new IOException($"The model {directory.Path} was changed while it was being converted, so the result would belong to no model. Load it again, and replace its files by renaming new ones over them.");
            if (key is not null)
                ConvertedFolder.WriteDescription(folder, key, TableOf(directory, precision));
        }
        catch (UnwrittenFileException failure)
        {
            throw new IOException($"The converted model could not be written into the folder {folder}, which takes about {ExpectedBytes / Mebibyte} MiB{Free(folder)}: {failure.Message} {ways}", failure);
        }
    }

    private void WriteGraph(string folder, CancellationToken cancellationToken)
    {
        using var weights = new GraphWeightFile(Path.Combine(folder, ConvertedFolder.Weights));
        GraphWeights.Write(weights, directory, precision, source.Tensors, cancellationToken);
        weights.Flush();
        ConversionFile.Write(Path.Combine(folder, ConvertedFolder.Graph), OnnxWriter.Write(PackedGraph.Build(directory.Config, precision, weights.Tensors)));
    }

    private void WriteTable(string folder, CancellationToken cancellationToken)
    {
        using var rows = source.Tensors.OpenRows(TableName, directory.Config.VocabularySize, directory.Config.HiddenSize);
        EmbeddingTableWriter.Write(Path.Combine(folder, ConvertedFolder.Embeddings), rows, TableOf(directory, precision), meter, cancellationToken);
    }

    private long ExpectedBytes
    {
        get
        {
            var table = TableOf(directory, precision).ByteCount;
            var others = source.Tensors.Tensors.Where(tensor => tensor.Key != TableName).Sum(tensor => tensor.Value.Shape.Aggregate(1L, (size, next) => size * next));
            return table + (others * (precision == EmbeddingGemmaPrecision.Float32 ? sizeof(float) : sizeof(byte)));
        }
    }

    private static string Free(string folder)
    {
        try
        {
            return $" while {new DriveInfo(folder).AvailableFreeSpace / Mebibyte} MiB are free";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException) // a share without a drive: the number is left out
        {
            return "";
        }
    }
}
