using System.Security.Cryptography;
using System.Text;

namespace SK.EmbeddingGemma.Models.Gguf;

/// <summary>Opens GGUF files for what they say about their model.</summary>
internal static class GgufModel
{
    /// <summary>What the names of such files end with.</summary>
    public const string Extension = ".gguf";

    /// <summary>Reads a file's metadata into the description of a model.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is malformed or asks for what is not supported; the message names file and key.</exception>
    public static ModelDirectory Open(string path)
    {
        var full = Path.GetFullPath(path);
        return With(full, container =>
        {
            var metadata = new GgufMetadata(container);
            var config = GgufConfigReader.Read(metadata);
            var dense = GgufDenseModules.Read(metadata, config.HiddenSize);
            metadata.RefuseUnread(GgufConfigReader.Architecture + ".");
            GgufTokenizer.Check(metadata);
            return new ModelDirectory
            {
                Path = full,
                Root = full,
                IsGguf = true,
                Config = config,
                DenseModules = dense,
                Normalizes = true, // llama.cpp's callers do, and so does every published EmbeddingGemma
                MaxTokens = config.MaxPositions,
                Dimensions = dense.Count > 0 ? dense[^1].OutFeatures : config.HiddenSize,
                Prompts = new Dictionary<string, string>(),
                DefaultPromptName = null,
                TokenizerFile = full,
            };
        });
    }

    /// <summary>Returns the SHA-256 of all metadata whose keys begin with <paramref name="prefix"/>, wherever it stands in the file.</summary>
    public static byte[] Hash(string path, string prefix) => With(path, container =>
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (key, entry) in container.Entries.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{key}\0{entry.Type} {entry.ElementType} {entry.Count} {entry.ByteCount}\0"));
            container.ReadContent(entry, bytes => hash.AppendData(bytes));
        }

        return hash.GetHashAndReset();
    });

    /// <summary>Opens a file for as long as <paramref name="use"/> takes.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Its header is not that of a whole and consistent GGUF file, or it is a folder.</exception>
    public static T With<T>(string path, Func<GgufContainer, T> use)
    {
        if (Directory.Exists(path))
            throw new InvalidDataException($"{path}: this is a folder, but must be a GGUF file. Name it with EmbeddingGemmaModel.FromDirectory where it holds a model.");
        if (!File.Exists(path))
            throw new FileNotFoundException($"The model {path} does not exist. Give a GGUF file of an EmbeddingGemma model, its folder, or a name: nano, gemma-300m.", path);
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("GGUF files are little-endian and are read as they are, which a big-endian processor cannot do.");
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.RandomAccess);
        return use(GgufContainer.Read(path, RandomAccess.GetLength(file), (destination, offset) =>
        {
            for (int count; destination.Length > 0; destination = destination[count..], offset += count)
            {
                count = RandomAccess.Read(file, destination, offset);
                if (count <= 0)
                    throw new IOException($"The model {path} was cut while it was read.");
            }
        }));
    }
}
