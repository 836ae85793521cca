using System.Diagnostics.CodeAnalysis;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Models.Gguf;

namespace SK.EmbeddingGemma;

/// <summary>
/// Names a model without loading it. Immutable, thread-safe, compared by what it names: the same path written the
/// same way is the same model.
/// </summary>
public sealed class EmbeddingGemmaModel : IEquatable<EmbeddingGemmaModel>, IParsable<EmbeddingGemmaModel>
{
    private readonly ModelOrigin _origin;
    private readonly string? _path;

    private EmbeddingGemmaModel(ModelOrigin origin, string name, int? dimensions, string? revision, EmbeddingGemmaPrecision? precision, string? path = null, ModelManifest? manifest = null)
    {
        _origin = origin;
        _path = path;
        Manifest = manifest;
        Name = name;
        Dimensions = dimensions;
        Revision = revision;
        KnownPrecision = precision;
        TrainedDimensions = (origin, dimensions) switch
        {
            (ModelOrigin.Package, _) => Array.AsReadOnly([384, 256, 128, 64]),
            (_, { } width) => TrainedDimensionsOf(width),
            _ => [],
        };
    }

    /// <summary>
    /// Gets Nano: English and code, 384 dimensions, 2,048 tokens, 27 MB. The package SK.EmbeddingGemma.Models.Nano puts it
    /// beside the application, in <c>models/nano</c>, published as a single file or trimmed or not.
    /// </summary>
    public static EmbeddingGemmaModel Nano { get; } = new(ModelOrigin.Package, "embeddinggemma-nano", 384, "c26fd826a805d319", DefaultPrecision.Nano);

    /// <summary>
    /// Gets EmbeddingGemma 300M: over 100 languages, 768 dimensions, 2,048 tokens, 1.2 GB, under the Gemma Terms of Use.
    /// It is taken from the cache of Hugging Face's tools (<c>HF_HUB_CACHE</c>, <c>HF_HOME</c>, or the user's cache folder), and downloaded into it
    /// where it is not there.
    /// </summary>
    public static EmbeddingGemmaModel Gemma300M { get; } = Downloaded(ModelManifests.Gemma300M, 768, DefaultPrecision.Gemma300M);

    /// <summary>
    /// Gets the text tower of EmbeddingGemma 2: over 100 languages and code, 768 dimensions, 8,192 tokens, 0.6 GB, under the Apache License 2.0.
    /// It is found and downloaded as <see cref="Gemma300M"/> is; of the model's weights only the text tower's are fetched.
    /// </summary>
    public static EmbeddingGemmaModel Gemma2 { get; } = Downloaded(ModelManifests.Gemma2, 768, EmbeddingGemmaPrecision.Int8);

    /// <summary>Gets the name that embeddings are labelled with: <c>embeddinggemma-nano</c>, <c>embeddinggemma-300m</c>, <c>embeddinggemma-2</c>, or the name of the directory or file.</summary>
    public string Name { get; }

    /// <summary>Gets the width of a vector, in floats; <see langword="null"/> for a directory or file, which says so when it is loaded.</summary>
    public int? Dimensions { get; }

    /// <summary>Gets the lengths that vectors may be cut to because the model was trained for them, longest first; empty for a directory or file, until it is loaded.</summary>
    public IReadOnlyList<int> TrainedDimensions { get; }

    /// <summary>Gets what tells this version of the model from others: a commit or a hash of the content; <see langword="null"/> for a directory or file, until it is loaded.</summary>
    public string? Revision { get; }

    /// <summary>Gets the number format it computes in by default; <see langword="null"/> for a directory or file, whose architecture decides (<see cref="DefaultPrecision.Of"/>).</summary>
    internal EmbeddingGemmaPrecision? KnownPrecision { get; }

    /// <summary>Gets what the model is made of and where it is had; <see langword="null"/> for one that is not downloaded.</summary>
    internal ModelManifest? Manifest { get; }

    /// <summary>Names the model in a directory of the layout that sentence-transformers saves, with safetensors weights.</summary>
    /// <param name="path">The directory; a relative path counts from the current directory of now. It need not exist before the model is loaded.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is <see langword="null"/>, empty, blank, or not a path.</exception>
    public static EmbeddingGemmaModel FromDirectory(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        var name = System.IO.Path.GetFileName(full);
        return new(ModelOrigin.Directory, name.Length > 0 ? name : full, dimensions: null, revision: null, precision: null, full);
    }

    /// <summary>
    /// Names an ONNX export, which is run as it is, on the CPU: with the inputs <c>input_ids</c> and <c>attention_mask</c> and the output <c>sentence_embedding</c>, or
    /// <c>last_hidden_state</c> and the modules of its directory. config.json and the tokenizer lie beside it or in the folder above.
    /// </summary>
    /// <param name="path">The file; a relative path counts from the current directory of now. It need not exist before the model is loaded.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is <see langword="null"/>, empty, blank, or not a path.</exception>
    public static EmbeddingGemmaModel FromOnnx(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var full = System.IO.Path.GetFullPath(path);
        var folder = System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(full));
        var name = System.IO.Path.GetFileNameWithoutExtension(full);
        return new(ModelOrigin.Onnx, string.IsNullOrEmpty(folder) ? name : $"{folder}/{name}", dimensions: null, revision: null, precision: null, full);
    }

    /// <summary>Names the model in a GGUF file of llama.cpp's architecture <c>gemma-embedding</c>, which is run from that file alone.</summary>
    /// <param name="path">
    /// The file, with tensors in F32, F16, BF16, Q8_0 or Q4_0 and the model's two dense layers; a relative path counts from the current
    /// directory of now. It need not exist before the model is loaded. It has no prompts of its own, so those of
    /// <see cref="EmbeddingGemmaPrompt"/> are used.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is <see langword="null"/>, empty, blank, or not a path.</exception>
    public static EmbeddingGemmaModel FromGguf(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var full = System.IO.Path.GetFullPath(path);
        var name = System.IO.Path.GetFileNameWithoutExtension(full);
        return new(ModelOrigin.Gguf, name.Length > 0 ? name : full, dimensions: null, revision: null, precision: null, full);
    }

    /// <summary>
    /// Reads a name (<c>nano</c>, <c>gemma-300m</c>, <c>gemma-2</c>, or the <see cref="Name"/> of one of them, in any case) or else a path: of a GGUF file or an ONNX export
    /// where it ends in <c>.gguf</c> or <c>.onnx</c> and is no directory, of a directory otherwise.
    /// </summary>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is <see langword="null"/>.</exception>
    /// <exception cref="FormatException"><paramref name="text"/> is blank or cannot be a path.</exception>
    public static EmbeddingGemmaModel Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var model)
            ? model
            : throw new FormatException("The model must be nano, gemma-300m, gemma-2, or the path of a model directory, or of a .gguf or .onnx file.");
    }

    /// <summary>Reads what <see cref="Parse(string)"/> reads, and returns <see langword="false"/> where that throws.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out EmbeddingGemmaModel? model)
    {
        model = text?.Trim().ToUpperInvariant() switch
        {
            null or "" => null,
            "NANO" or "EMBEDDINGGEMMA-NANO" => Nano,
            "GEMMA-300M" or "EMBEDDINGGEMMA-300M" => Gemma300M,
            "GEMMA-2" or "EMBEDDINGGEMMA-2" => Gemma2,
            _ when text.Contains('\0', StringComparison.Ordinal) => null,
            _ when text.EndsWith(OnnxModel.Extension, StringComparison.OrdinalIgnoreCase) && !Directory.Exists(text) => FromOnnx(text),
            _ when text.EndsWith(GgufModel.Extension, StringComparison.OrdinalIgnoreCase) && !Directory.Exists(text) => FromGguf(text),
            _ => FromDirectory(text),
        };
        return model is not null;
    }

    /// <inheritdoc/>
    static EmbeddingGemmaModel IParsable<EmbeddingGemmaModel>.Parse(string s, IFormatProvider? provider) => Parse(s);

    /// <inheritdoc/>
    static bool IParsable<EmbeddingGemmaModel>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out EmbeddingGemmaModel result) =>
        TryParse(s, out result);

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] EmbeddingGemmaModel? other) => other is not null && _origin == other._origin && _path == other._path && Name == other.Name;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => Equals(obj as EmbeddingGemmaModel);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_origin, _path, Name);

    /// <summary>Returns <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    /// <summary>
    /// Returns the lengths that a model of unknown training may be cut to without a warning: those of EmbeddingGemma 300M
    /// where the width is its own, which fine-tunes keep; else only the width.
    /// </summary>
    internal static IReadOnlyList<int> TrainedDimensionsOf(int width) => Array.AsReadOnly(width == 768 ? [768, 512, 256, 128] : new[] { width });

    /// <summary>Names a model that is downloaded.</summary>
    internal static EmbeddingGemmaModel Downloaded(ModelManifest manifest, int? dimensions, EmbeddingGemmaPrecision? precision) =>
        new(ModelOrigin.HuggingFaceCache, manifest.Name, dimensions, manifest.Sources[0].Revision, precision, path: null, manifest);

    /// <summary>Returns the absolute path of the model's directory or file.</summary>
    /// <param name="cache">Where downloaded models are; <see langword="null"/> for where the environment says.</param>
    /// <exception cref="DirectoryNotFoundException">Nano is not beside the application.</exception>
    /// <exception cref="FileNotFoundException">A model that is downloaded is not on this machine.</exception>
    internal string Resolve(HuggingFaceCache? cache = null) => _origin switch
    {
        ModelOrigin.Directory or ModelOrigin.Onnx or ModelOrigin.Gguf => _path!,
        ModelOrigin.HuggingFaceCache => ModelSnapshot.Find(Manifest!, cache ?? HuggingFaceCache.Locate(HuggingFaceVariables.OfProcess)),
        _ => NanoFolder.Find(AppContext.BaseDirectory),
    };

    /// <summary>Returns whether the model's files are on this machine, without reading them.</summary>
    /// <param name="cache">Where downloaded models are; <see langword="null"/> for where the environment says.</param>
    internal bool IsPresent(HuggingFaceCache? cache = null) => _origin switch
    {
        ModelOrigin.Directory => Directory.Exists(_path),
        ModelOrigin.Onnx or ModelOrigin.Gguf => File.Exists(_path),
        ModelOrigin.HuggingFaceCache => ModelSnapshot.TryFind(Manifest!, cache ?? HuggingFaceCache.Locate(HuggingFaceVariables.OfProcess)) is not null,
        _ => NanoFolder.IsIn(AppContext.BaseDirectory),
    };

    /// <summary>Finds the model's directory and reads its configuration.</summary>
    /// <param name="cache">Where downloaded models are; <see langword="null"/> for where the environment says.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    /// <exception cref="FileNotFoundException">A file is missing, or the model is not on this machine.</exception>
    /// <param name="released">What is known of downloads whose weights were removed; <see langword="null"/> where the weights are needed.</param>
    /// <exception cref="InvalidDataException">A file is malformed, or asks for what is not supported.</exception>
    internal ModelDirectory Open(HuggingFaceCache? cache = null, ReleasedSources? released = null) => _origin switch
    {
        ModelOrigin.HuggingFaceCache when released is not null && FindReleased(cache, released) is { } found => ModelDirectory.OpenReleased(found.Folder, found.Source),
        ModelOrigin.Onnx => ModelDirectory.OpenOnnx(Resolve(cache)),
        ModelOrigin.Gguf => GgufModel.Open(Resolve(cache)),
        _ => ModelDirectory.Open(Resolve(cache)),
    };

    /// <summary>Returns the folder of a downloaded model whose weights were removed once they were converted, and what they were; <see langword="null"/> where the weights are there, or nothing is.</summary>
    internal (string Folder, SourceIdentity Source)? FindReleased(HuggingFaceCache? cache, ReleasedSources released) =>
        Manifest is not null && !IsPresent(cache) ? ModelSnapshot.TryFindReleased(Manifest, cache ?? HuggingFaceCache.Locate(HuggingFaceVariables.OfProcess), released) : null;
}
