using System.Globalization;
using System.Text;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>What a character becomes that the vocabulary lacks: the pieces of its UTF-8 bytes, or the unknown token where one of those is missing. Immutable.</summary>
internal sealed class Fallback
{
    private readonly int[] _bytes; // the piece of a byte, or -1
    private readonly int _unknown;
    private readonly bool _fuses;

    /// <param name="pieces">The vocabulary, with bytes as <c>&lt;0x0A&gt;</c>.</param>
    /// <param name="usesBytes">Whether bytes are used at all.</param>
    /// <param name="unknown">The unknown token, or -1 where there is none, which needs all bytes.</param>
    /// <param name="fuses">Whether unknown neighbours share one token.</param>
    public Fallback(PieceTable pieces, bool usesBytes, int unknown, bool fuses)
        : this(new int[256], unknown, fuses)
    {
        for (var value = 0; value < _bytes.Length; value++)
        {
            _bytes[value] = usesBytes ? pieces.Find(string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>")) : -1;
        }
    }

    private Fallback(int[] bytes, int unknown, bool fuses) => (_bytes, _unknown, _fuses) = (bytes, unknown, fuses);

    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    public static Fallback Read(CompiledFileReader file) => new(file.TakeCopy<int>(), file.TakeNumber(), file.TakeNumber() != 0);

    /// <summary>Writes all of it.</summary>
    public void WriteTo(CompiledFileWriter file)
    {
        file.Add<int>(_bytes);
        file.Add(_unknown);
        file.Add(_fuses ? 1 : 0);
    }

    /// <summary>Gets whether there is a piece for every byte, so that no character is unknown.</summary>
    public bool IsComplete => !_bytes.Contains(-1);

    /// <summary>Gets the unknown token, or -1 where there is none.</summary>
    public int Unknown => _unknown;

    /// <summary>Gets the pieces that this class writes.</summary>
    public IEnumerable<int> Pieces => _bytes.Append(_unknown).Where(id => id >= 0);

    /// <summary>Adds a character that is in no piece's place.</summary>
    public bool Add<TSink>(ReadOnlySpan<char> character, int offset, ref UnknownText unknown, ref TSink sink)
        where TSink : struct, ITokenSink
    {
        var end = offset + character.Length;
        Span<byte> utf8 = stackalloc byte[4];
        var count = Encoding.UTF8.GetBytes(character, utf8);
        Span<int> ids = stackalloc int[4];
        var isWhole = true;
        for (var i = 0; i < count; i++)
        {
            ids[i] = _bytes[utf8[i]];
            isWhole &= ids[i] >= 0;
        }

        if (isWhole)
        {
            // Bytes overtake an unknown token that is owed, and then share its range, so that ranges neither fall back nor leave gaps.
            unknown.End = end;
            return sink.AddBytes(ids[..count], unknown.IsPending ? unknown.Start : offset, end);
        }

        if (unknown.IsPending && !_fuses && !Flush(ref unknown, ref sink))
        {
            return false;
        }

        unknown = new UnknownText { Start = unknown.IsPending ? unknown.Start : offset, End = end, IsPending = true };
        return true;
    }

    /// <summary>Adds the unknown token that is owed, if one is.</summary>
    public bool Flush<TSink>(ref UnknownText unknown, ref TSink sink)
        where TSink : struct, ITokenSink
    {
        if (!unknown.IsPending)
        {
            return true;
        }

        unknown.IsPending = false;
        return sink.Add(_unknown, unknown.Start, unknown.End);
    }
}
