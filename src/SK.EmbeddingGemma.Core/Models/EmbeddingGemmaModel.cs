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

    private EmbeddingGemmaModel(ModelOrigin origin, string name, int? dimensions, string? revision, EmbeddingGemmaPrecision? precision, string? path = null)
    {
        _origin = origin;
        _path = path;
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
    /// It is taken from the cache of Hugging Face's tools (<c>HF_HUB_CACHE</c>, <c>HF_HOME</c>, or the user's cache folder).
    /// </summary>
    public static EmbeddingGemmaModel Gemma300M { get; } = new(ModelOrigin.HuggingFaceCache, "embeddinggemma-300m", 768, Gemma300MSnapshot.Revision, DefaultPrecision.Gemma300M);

    /// <summary>Gets the name that embeddings are labelled with: <c>embeddinggemma-nano</c>, <c>embeddinggemma-300m</c>, or the name of the directory or file.</summary>
    public string Name { get; }

    /// <summary>Gets the width of a vector, in floats; <see langword="null"/> for a directory or file, which says so when it is loaded.</summary>
    public int? Dimensions { get; }

    /// <summary>Gets the lengths that vectors may be cut to because the model was trained for them, longest first; empty for a directory or file, until it is loaded.</summary>
    public IReadOnlyList<int> TrainedDimensions { get; }

    /// <summary>Gets what tells this version of the model from others: a commit or a hash of the content; <see langword="null"/> for a directory or file, until it is loaded.</summary>
    public string? Revision { get; }

    /// <summary>Gets the number format it computes in by default; <see langword="null"/> for a directory or file, whose architecture decides (<see cref="DefaultPrecision.Of"/>).</summary>
    internal EmbeddingGemmaPrecision? KnownPrecision { get; }

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
    /// Reads a name (<c>nano</c>, <c>gemma-300m</c>, or the <see cref="Name"/> of either, in any case) or else a path: of a GGUF file where it
    /// ends in <c>.gguf</c> and is no directory, of a directory otherwise.
    /// </summary>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is <see langword="null"/>.</exception>
    /// <exception cref="FormatException"><paramref name="text"/> is blank or cannot be a path.</exception>
    public static EmbeddingGemmaModel Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var model)
            ? model
            : throw new FormatException("The model must be nano, gemma-300m, or the path of a model directory or of a .gguf file.");
    }

    /// <summary>Reads what <see cref="Parse(string)"/> reads, and returns <see langword="false"/> where that throws.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out EmbeddingGemmaModel? model)
    {
        model = text?.Trim().ToUpperInvariant() switch
        {
            null or "" => null,
            "NANO" or "EMBEDDINGGEMMA-NANO" => Nano,
            "GEMMA-300M" or "EMBEDDINGGEMMA-300M" => Gemma300M,
            _ when text.Contains('\0', StringComparison.Ordinal) => null,
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

    /// <summary>Returns the absolute path of the model's directory or file.</summary>
    /// <exception cref="DirectoryNotFoundException">Nano is not beside the application.</exception>
    /// <exception cref="FileNotFoundException">EmbeddingGemma 300M is not on this machine.</exception>
    internal string Resolve() => _origin switch
    {
        ModelOrigin.Directory or ModelOrigin.Gguf => _path!,
        ModelOrigin.HuggingFaceCache => Gemma300MSnapshot.Find(
            HuggingFaceCache.Locate(Environment.GetEnvironmentVariable, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile))),
        _ => NanoFolder.Find(AppContext.BaseDirectory),
    };

    /// <summary>Finds the model and reads its configuration.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    /// <exception cref="FileNotFoundException">A file is missing, or the model is not on this machine.</exception>
    /// <exception cref="InvalidDataException">A file is malformed, or asks for what is not supported.</exception>
    internal ModelDirectory Open() => _origin == ModelOrigin.Gguf ? GgufModel.Open(Resolve()) : ModelDirectory.Open(Resolve());
}
