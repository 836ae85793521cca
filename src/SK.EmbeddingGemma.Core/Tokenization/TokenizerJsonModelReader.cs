using System.Runtime.CompilerServices;
using System.Text.Json;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>Reads the object <c>model</c> of a <c>tokenizer.json</c>, which is nearly all of it, without keeping any of its text but the pieces.</summary>
/// <param name="file">The path of the file, for messages.</param>
internal sealed class TokenizerJsonModelReader(string file)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private char[] _scratch = new char[1024];
    private string? _unknown;
    private bool _fuses;
    private bool _usesBytes;
    private PieceTable? _pieces;
    private MergeTableBuilder? _merges;

    /// <param name="reader">The reader, on the start of the object; left on its end.</param>
    /// <exception cref="InvalidDataException">The model is damaged or asks for what this tokenizer does not do.</exception>
    public void Read(ref Utf8JsonReader reader)
    {
        Expect(reader.TokenType, JsonTokenType.StartObject, "");
        var merges = default(Utf8JsonReader);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            if (!_seen.Add(key))
            {
                throw Error(key, "stands there twice");
            }

            reader.Read();
            switch (key)
            {
                case "vocab":
                    _pieces = ReadPieces(ref reader);
                    break;
                case "merges" when _pieces is not null:
                    _merges = ReadMerges(ref reader, _pieces);
                    break;
                case "merges":
                    merges = reader; // to be read when the vocabulary is
                    reader.Skip();
                    break;
                default:
                    ReadSetting(key, ref reader);
                    break;
            }
        }

        if (_pieces is not null && _merges is null && _seen.Contains("merges"))
        {
            _merges = ReadMerges(ref merges, _pieces);
        }
    }

    /// <summary>Makes what was read into tables.</summary>
    /// <param name="added">The added tokens that the file lists.</param>
    /// <exception cref="InvalidDataException">The parts do not fit together, or one is missing.</exception>
    public TokenTables Build(IReadOnlyList<AddedToken> added)
    {
        var pieces = _pieces ?? throw Error("vocab", "is missing");
        var merges = _merges ?? throw Error("merges", "is missing");
        var unknown = _unknown is null ? -1 : pieces.Find(_unknown);
        var fallback = new Fallback(pieces, _usesBytes, unknown, _fuses);
        if (unknown < 0 && !(fallback.IsComplete && _unknown is null))
        {
            throw Error("unk_token", "names no piece, so there is nothing for characters outside the vocabulary");
        }

        return new TokenTablesBuilder(file, "added_tokens")
        {
            Pieces = pieces,
            Merges = merges,
            Fallback = fallback,
            Added = added,
        }.Build();
    }

    private void ReadSetting(string key, ref Utf8JsonReader reader)
    {
        switch (key, reader.TokenType)
        {
            case ("type", JsonTokenType.String) when reader.ValueTextEquals("BPE"u8):
            case ("dropout", JsonTokenType.Null):
            case ("dropout", JsonTokenType.Number) when reader.TryGetDouble(out var dropout) && dropout == 0:
            case ("continuing_subword_prefix" or "end_of_word_suffix", JsonTokenType.Null):
            case ("continuing_subword_prefix" or "end_of_word_suffix", JsonTokenType.String) when reader.ValueSpan.IsEmpty:
            case ("ignore_merges", JsonTokenType.False):
            case ("unk_token", JsonTokenType.Null):
                break;
            case ("unk_token", JsonTokenType.String):
                _unknown = reader.GetString();
                break;
            case ("fuse_unk", JsonTokenType.True or JsonTokenType.False):
                _fuses = reader.GetBoolean();
                break;
            case ("byte_fallback", JsonTokenType.True or JsonTokenType.False):
                _usesBytes = reader.GetBoolean();
                break;
            default:
                throw Error(key, $"has a value (of kind {reader.TokenType}) that this tokenizer does not do; it does what the published EmbeddingGemma files ask for");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // runs millions of times in a fresh process, before tiering would come to it
    private PieceTable ReadPieces(ref Utf8JsonReader reader)
    {
        Expect(reader.TokenType, JsonTokenType.StartObject, "vocab");
        var builder = new PieceTableBuilder(file, "model.vocab", 1 << 14);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var piece = Copy(ref reader, 0, "vocab");
            reader.Read();
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var id))
            {
                throw Error("vocab", $"has a piece, the {builder.Count + 1}th, whose id is not a whole number of 32 bits");
            }

            builder.Add(_scratch.AsSpan(0, piece), id);
        }

        return builder.Build();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // runs millions of times in a fresh process, before tiering would come to it
    private MergeTableBuilder ReadMerges(ref Utf8JsonReader reader, PieceTable pieces)
    {
        Expect(reader.TokenType, JsonTokenType.StartArray, "merges");
        var builder = new MergeTableBuilder(pieces);
        var result = -1;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var middle = ReadMerge(ref reader, out var end);
            ReadOnlySpan<char> joined = _scratch.AsSpan(0, end);
            var side = joined[middle..];
            var hash = PieceHash.Of(joined[..middle]);
            var left = pieces.Find(joined[..middle], hash);
            var right = pieces.Find(side);
            if (result < 0 || !pieces[result].SequenceEqual(joined)) // merges into one piece mostly stand together
            {
                result = pieces.Find(joined, PieceHash.Append(hash, side));
            }

            if (left < 0 || right < 0 || result < 0)
            {
                throw Error($"merges[{builder.Count}]", "joins pieces, or gives one, that model.vocab lacks");
            }

            if (builder.Count == MergeTable.MaxCount)
            {
                throw Error("merges", $"has more than {MergeTable.MaxCount} entries, which is more than this tokenizer can rank");
            }

            builder.Add(left, right, result);
        }

        return builder;
    }

    /// <summary>Puts both sides of a merge into the scratch array, the right one behind the left.</summary>
    /// <returns>The length of the left side.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // runs millions of times in a fresh process, before tiering would come to it
    private int ReadMerge(ref Utf8JsonReader reader, out int end)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            end = Copy(ref reader, 0, "merges");
            var space = _scratch.AsSpan(0, end).IndexOf(' ');
            if (space < 0 || _scratch.AsSpan(space + 1, end - space - 1).Contains(' '))
            {
                throw Error("merges", "has a string that is not two pieces with a space between");
            }

            _scratch.AsSpan(space + 1, end - space - 1).CopyTo(_scratch.AsSpan(space));
            end--;
            return space;
        }

        Expect(reader.TokenType, JsonTokenType.StartArray, "merges");
        reader.Read();
        Expect(reader.TokenType, JsonTokenType.String, "merges");
        var middle = Copy(ref reader, 0, "merges");
        reader.Read();
        Expect(reader.TokenType, JsonTokenType.String, "merges");
        end = Copy(ref reader, middle, "merges");
        reader.Read();
        Expect(reader.TokenType, JsonTokenType.EndArray, "merges");
        return middle;
    }

    /// <summary>Appends a string to what the scratch array has up to <paramref name="from"/>.</summary>
    /// <returns>Where the string ends.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // runs millions of times in a fresh process, before tiering would come to it
    private int Copy(ref Utf8JsonReader reader, int from, string key)
    {
        var longest = from + reader.ValueSpan.Length; // no character has more UTF-16 units than bytes
        if (longest > _scratch.Length)
        {
            // An escape takes at most six bytes a unit, so what is longer is too long.
            if (reader.ValueSpan.Length > 6 * PieceTable.MaxPieceLength)
            {
                throw Error(key, $"has a piece of more than {PieceTable.MaxPieceLength} characters");
            }

            Array.Resize(ref _scratch, longest);
        }

        return from + reader.CopyString(_scratch.AsSpan(from));
    }

    private void Expect(JsonTokenType actual, JsonTokenType expected, string key)
    {
        if (actual != expected)
        {
            throw Error(key, $"has {actual} where {expected} belongs");
        }
    }

    private InvalidDataException Error(string key, string fault) => new($"'{file}': model.{key} {fault}.");
}
