using System.Buffers;
using Microsoft.ML.Tokenizers;
using SK.EmbeddingGemma.Tokenization;

namespace SK.EmbeddingGemma;

/// <summary>
/// The tokenizer of EmbeddingGemma models: the same ids as Hugging Face's <c>tokenizers</c> for every text. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// <para>
/// What it has from <see cref="Tokenizer"/> encodes the content of a text alone; <see cref="EncodeForModel"/> puts the model's
/// <c>&lt;bos&gt;</c> and <c>&lt;eos&gt;</c> around it.
/// </para>
/// <para>
/// Ranges and indices are in UTF-16 units of the text as given; normalization changes no length. The ranges of a text's tokens cover
/// it without gaps and in order. A character that is not in the vocabulary becomes a token for each of its UTF-8 bytes, and each of
/// these has the range of the whole character; a limit on the number of tokens never cuts such a character in two.
/// </para>
/// <para>An unpaired surrogate is read as U+FFFD.</para>
/// </remarks>
public sealed partial class EmbeddingGemmaTokenizer : Tokenizer
{
    private readonly TokenTables _tables;
    private readonly TokenDecoder _decoder;

    private EmbeddingGemmaTokenizer(TokenTables tables, bool matchesSpecialTokens) =>
        (_tables, _decoder, MatchesSpecialTokens) = (tables, new TokenDecoder(tables.Pieces), matchesSpecialTokens);

    /// <summary>Gets the id of <c>&lt;bos&gt;</c>, which starts every text that the model is given.</summary>
    public int BosTokenId => _tables.Bos;

    /// <summary>Gets the id of <c>&lt;eos&gt;</c>, which ends every text that the model is given.</summary>
    public int EosTokenId => _tables.Eos;

    /// <summary>Gets the id of <c>&lt;pad&gt;</c>, or of <c>&lt;eos&gt;</c> where the vocabulary has none.</summary>
    public int PadTokenId => _tables.Pad;

    /// <summary>Gets the number of ids, those of added tokens included; ids are 0 to one less.</summary>
    public int VocabularySize => _tables.Pieces.Count;

    /// <summary>Gets whether special tokens are matched in texts. Default: <see langword="true"/>, as by the reference.</summary>
    public bool MatchesSpecialTokens { get; }

    /// <summary>Loads a tokenizer.</summary>
    /// <param name="path">
    /// A <c>tokenizer.json</c>, which is authoritative, or a SentencePiece <c>tokenizer.model</c>; told apart by content. The latter
    /// does not tell all special tokens from other added ones, and may lack some.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is <see langword="null"/> or empty.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is a folder, damaged, or asks for what this tokenizer does not do; the message names file and key.</exception>
    public static EmbeddingGemmaTokenizer FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new EmbeddingGemmaTokenizer(TokenizerFile.Read(path), matchesSpecialTokens: true);
    }

    /// <summary>Makes a tokenizer of pieces with scores.</summary>
    /// <inheritdoc cref="SentencePieceVocabulary.Build" path="/exception"/>
    internal static EmbeddingGemmaTokenizer Create(SentencePieceVocabulary vocabulary) => new(vocabulary.Build(), matchesSpecialTokens: true);

    /// <summary>Loads what <see cref="WriteCompiled"/> wrote, many times faster than the file that it was made from.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or of another version of this library; the message names it.</exception>
    internal static EmbeddingGemmaTokenizer ReadCompiled(string path) => ReadCompiled(path, maps: !OperatingSystem.IsWindows());

    /// <param name="path">The path.</param>
    /// <param name="maps">Whether the file is mapped, not read; on Windows it can be neither deleted nor replaced then.</param>
    internal static EmbeddingGemmaTokenizer ReadCompiled(string path, bool maps) =>
        new(TokenTables.Read(new CompiledFileReader(path, maps)), matchesSpecialTokens: true);

    /// <summary>
    /// Writes the tokenizer's tables as they lie in memory, for <see cref="ReadCompiled(string)"/>; always the same bytes for the same
    /// tokenizer. Whether special tokens are matched is not written.
    /// </summary>
    internal void WriteCompiled(Stream stream)
    {
        var file = new CompiledFileWriter(stream);
        _tables.WriteTo(file);
        file.Finish();
    }

    /// <summary>Returns a tokenizer with the same tables that matches special tokens in texts, or does not.</summary>
    /// <param name="match">
    /// Whether <c>&lt;bos&gt;</c> and its like in a text are the tokens. <see langword="false"/> makes them plain text, for text that
    /// strangers wrote; other added tokens, such as HTML tags, match all the same.
    /// </param>
    public EmbeddingGemmaTokenizer WithSpecialTokenMatching(bool match) =>
        match == MatchesSpecialTokens ? this : new EmbeddingGemmaTokenizer(_tables, match);

    /// <summary>Returns whether an id is a special token's, which <see cref="Decode(IEnumerable{int}, bool)"/> can leave out.</summary>
    internal bool IsSpecial(int id) => _tables.Specials.Contains(id);

    /// <summary>Gets the number of ids that text without added tokens can have.</summary>
    internal int PieceCount => _tables.Pieces.IndexedCount;

    /// <inheritdoc cref="TokenTables.FindUnmerged"/>
    internal string? FindUnmerged() => _tables.FindUnmerged();

    /// <summary>Returns every token, by id.</summary>
    internal IReadOnlyList<VocabularyToken> ListVocabulary() => _tables.ListVocabulary();

    /// <summary>
    /// Returns the tokenizer of a model with embeddings for the first <paramref name="vocabularySize"/> ids alone: an added token beyond,
    /// such as the image token of EmbeddingGemma 300M's own tokenizer, is plain text in a text.
    /// </summary>
    internal EmbeddingGemmaTokenizer LimitedTo(int vocabularySize) => new(_tables.LimitedTo(vocabularySize), MatchesSpecialTokens);

    /// <summary>Encodes a text for the model: <c>&lt;bos&gt;</c>, its tokens, <c>&lt;eos&gt;</c>. An empty text is the two alone.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxTokens">The most tokens to return, at least 2. A longer text loses tokens from its end and keeps both specials.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxTokens"/> is less than 2.</exception>
    public TokenizedText EncodeForModel(string text, int maxTokens = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTokens, 2);
        var sink = new IdSink(int.MaxValue, maxTokens - 1);
        try
        {
            sink.Add(BosTokenId, 0, 0);
            _tables.Encode(text, MatchesSpecialTokens, normalize: true, ref sink);
            int[] ids = [.. sink.Ids, EosTokenId];
            return new TokenizedText(ids, sink.Count + 1);
        }
        finally
        {
            sink.Dispose();
        }
    }

    /// <inheritdoc/>
    /// <remarks>Special tokens are decoded as their text; <see cref="Decode(IEnumerable{int}, bool)"/> can leave them out.</remarks>
    public override string Decode(IEnumerable<int> ids) => Decode(ids, skipSpecialTokens: false);

    /// <summary>Decodes ids.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="skipSpecialTokens">Whether special tokens are left out; they are decoded as their text otherwise.</param>
    /// <exception cref="ArgumentNullException"><paramref name="ids"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">An id is in no vocabulary.</exception>
    public string Decode(IEnumerable<int> ids, bool skipSpecialTokens)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var list = ids as IReadOnlyCollection<int> ?? [.. ids];
        var skipped = skipSpecialTokens ? _tables.Specials : null;
        var buffer = ArrayPool<char>.Shared.Rent(Math.Max(256, list.Count * 8));
        try
        {
            while (true)
            {
                switch (_decoder.Decode(list, skipped, buffer, out _, out var written))
                {
                    case OperationStatus.Done:
                        return new string(buffer, 0, written);
                    case OperationStatus.DestinationTooSmall:
                        var larger = ArrayPool<char>.Shared.Rent(checked(2 * buffer.Length));
                        ArrayPool<char>.Shared.Return(buffer);
                        buffer = larger;
                        break;
                    default:
                        throw new InvalidOperationException($"An id is in no vocabulary: ids are 0 to {VocabularySize - 1}.");
                }
            }
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// When the destination is too small, decoding can be continued with the ids behind <paramref name="idsConsumed"/>. Byte tokens in
    /// a row are written together or not at all. <see cref="OperationStatus.InvalidData"/> means that the next id is in no vocabulary.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="ids"/> is <see langword="null"/>.</exception>
    public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return _decoder.Decode(ids, skipped: null, destination, out idsConsumed, out charsWritten);
    }
}
