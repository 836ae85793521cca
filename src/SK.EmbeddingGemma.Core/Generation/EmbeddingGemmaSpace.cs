using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SK.EmbeddingGemma;

/// <summary>
/// What vectors must share to be compared with one another: the model's content, what it computes in, its prompts and the length. A store keeps it beside its
/// vectors, as <see cref="Fingerprint"/> or whole as <see cref="ToString"/>, and refuses vectors of another. Immutable, thread-safe, compared by what vectors share.
/// </summary>
/// <remarks>
/// <para>A generator gives its own: <c>generator.GetService&lt;EmbeddingGemmaSpace&gt;()</c>, which reads the model's files but loads nothing.</para>
/// <para>Single precision, 8 and 4 bits of one model are one space: their vectors differ by less than those of texts that mean the same (a cosine of 0.999, in 4 bits of 0.997). An ONNX
/// export is a space of its own, because nobody can tell what its author changed. So is a GGUF file, even of the same weights.</para>
/// </remarks>
public sealed class EmbeddingGemmaSpace : IEquatable<EmbeddingGemmaSpace>, IParsable<EmbeddingGemmaSpace>
{
    private const string Format = "embeddinggemma-space-1";
    private const int FingerprintDigits = 32;
    private const int FieldCount = 7;
    private const char Separator = ';';

    internal EmbeddingGemmaSpace(string model, string? revision, string modelHash, EmbeddingGemmaPrecisionFamily precision, string promptsHash, int dimensions)
    {
        Model = model;
        Revision = revision;
        ModelHash = modelHash;
        Precision = precision;
        PromptsHash = promptsHash;
        Dimensions = dimensions;
        Fingerprint = Hash(Space, Dimensions.ToString(CultureInfo.InvariantCulture))[..FingerprintDigits];
    }

    /// <summary>Gets the model's name, for people: it does not count.</summary>
    public string Model { get; }

    /// <summary>Gets the model's revision, for people, or <see langword="null"/>: the content counts, wherever it comes from.</summary>
    public string? Revision { get; }

    /// <summary>Gets what tells the content of the model's files from others: hexadecimal digits, the beginning of a SHA-256 over configuration, tokenizer and a sample of every tensor.</summary>
    public string ModelHash { get; }

    /// <summary>Gets what the model computes in.</summary>
    public EmbeddingGemmaPrecisionFamily Precision { get; }

    /// <summary>Gets what tells the texts of the model's prompts from others: hexadecimal digits, the beginning of a SHA-256 over all presets.</summary>
    public string PromptsHash { get; }

    /// <summary>Gets the length of a vector, in floats.</summary>
    public int Dimensions { get; }

    /// <summary>Gets 32 hexadecimal digits that are the same where all that counts is, the length included: in any process, on any machine, in later versions.</summary>
    public string Fingerprint { get; }

    private string Space => $"{Format}{Separator}{ModelHash}{Separator}{Precision}{Separator}{PromptsHash}";

    /// <summary>
    /// Returns whether vectors of both can be compared, cut to the shorter length where lengths differ: the first values of a vector are the shorter vector, once
    /// they are normalised again (Matryoshka truncation).
    /// </summary>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is <see langword="null"/>.</exception>
    public bool IsCompatibleWith(EmbeddingGemmaSpace other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Space == other.Space;
    }

    /// <summary>Returns the space of vectors cut to another length.</summary>
    /// <param name="dimensions">The length, in floats; not checked against the model's width, which is not known here.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dimensions"/> is less than 1.</exception>
    public EmbeddingGemmaSpace WithDimensions(int dimensions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        return new(Model, Revision, ModelHash, Precision, PromptsHash, dimensions);
    }

    /// <summary>Reads what <see cref="ToString"/> gave, in this version or an earlier one.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is <see langword="null"/>.</exception>
    /// <exception cref="FormatException"><paramref name="text"/> is something else.</exception>
    public static EmbeddingGemmaSpace Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var space) ? space : throw new FormatException($"The text is no vector space: it must have {FieldCount} fields and begin with '{Format}'.");
    }

    /// <summary>Reads what <see cref="Parse(string)"/> reads, and returns <see langword="false"/> where that throws.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out EmbeddingGemmaSpace? space)
    {
        space = null;
        if (text?.Split(Separator, FieldCount) is not [Format, var hash, var family, var prompts, var length, var revision, var model]
            || !IsHash(hash) || !IsHash(prompts) || model.Length == 0
            || !Enum.TryParse<EmbeddingGemmaPrecisionFamily>(family, out var precision) || precision.ToString() != family
            || !int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var dimensions) || dimensions < 1)
        {
            return false;
        }

        space = new(model, revision.Length == 0 ? null : revision, hash, precision, prompts, dimensions);
        return true;
    }

    /// <inheritdoc/>
    static EmbeddingGemmaSpace IParsable<EmbeddingGemmaSpace>.Parse(string s, IFormatProvider? provider) => Parse(s);

    /// <inheritdoc/>
    static bool IParsable<EmbeddingGemmaSpace>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out EmbeddingGemmaSpace result) =>
        TryParse(s, out result);

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] EmbeddingGemmaSpace? other) => other is not null && Fingerprint == other.Fingerprint;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => Equals(obj as EmbeddingGemmaSpace);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Fingerprint);

    /// <summary>Returns all of it in one line, which <see cref="Parse(string)"/> reads.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Space}{Separator}{Dimensions}{Separator}{Revision}{Separator}{Model}");

    /// <summary>Returns the hexadecimal digits of the SHA-256 of parts that cannot run into one another.</summary>
    internal static string Hash(params IEnumerable<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
            hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(part)));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static bool IsHash(string text) => text.Length is >= 16 and <= 64 && text.All(char.IsAsciiHexDigitLower);
}
