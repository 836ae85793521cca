using System.Buffers;
using System.Text;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>
/// Turns ids back into text, as the reference's decoder does: visible spaces become spaces, also in added tokens, and a stretch of
/// byte pieces becomes the characters that it spells, or one U+FFFD a byte where it is not valid UTF-8 as a whole.
/// </summary>
/// <param name="pieces">The vocabulary.</param>
internal sealed class TokenDecoder(PieceTable pieces)
{
    /// <summary>Decodes as many ids as fit.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="skipped">Ids that are left out as if they were not there, if any.</param>
    /// <param name="destination">Takes the text.</param>
    /// <param name="idsConsumed">The number of ids whose text was written whole; a stretch of bytes counts when it has ended.</param>
    /// <param name="charsWritten">The length of the text.</param>
    /// <returns>
    /// <see cref="OperationStatus.Done"/>, <see cref="OperationStatus.DestinationTooSmall"/>, or
    /// <see cref="OperationStatus.InvalidData"/> where the next id is in no vocabulary.
    /// </returns>
    public OperationStatus Decode(IEnumerable<int> ids, IReadOnlySet<int>? skipped, Span<char> destination, out int idsConsumed, out int charsWritten)
    {
        var status = DecodeAll(ids, skipped, destination, out idsConsumed, out charsWritten);
        GC.KeepAlive(pieces); // what their texts lie in
        return status;
    }

    private OperationStatus DecodeAll(IEnumerable<int> ids, IReadOnlySet<int>? skipped, Span<char> destination, out int idsConsumed, out int charsWritten)
    {
        (idsConsumed, charsWritten) = (0, 0);
        var bytes = new List<byte>();
        var read = 0;
        foreach (var id in ids)
        {
            if ((uint)id >= (uint)pieces.Count)
            {
                return TryWrite(bytes, destination, read, ref idsConsumed, ref charsWritten) ? OperationStatus.InvalidData : OperationStatus.DestinationTooSmall;
            }

            read++;
            if (skipped is not null && skipped.Contains(id))
            {
                idsConsumed = bytes.Count == 0 ? read : idsConsumed;
            }
            else if (ByteOf(pieces[id]) is >= 0 and var value)
            {
                bytes.Add((byte)value);
            }
            else if (!TryWrite(bytes, destination, read - 1, ref idsConsumed, ref charsWritten)
                || pieces.LengthOf(id) > destination.Length - charsWritten)
            {
                return OperationStatus.DestinationTooSmall;
            }
            else
            {
                pieces[id].Replace(destination[charsWritten..], Space.Visible, ' ');
                charsWritten += pieces.LengthOf(id);
                idsConsumed = read;
            }
        }

        return TryWrite(bytes, destination, read, ref idsConsumed, ref charsWritten) ? OperationStatus.Done : OperationStatus.DestinationTooSmall;
    }

    private static bool TryWrite(List<byte> bytes, Span<char> destination, int read, ref int idsConsumed, ref int charsWritten)
    {
        if (bytes.Count > 0)
        {
            var utf8 = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes);
            var rest = destination[charsWritten..];
            if (!System.Text.Unicode.Utf8.IsValid(utf8))
            {
                if (utf8.Length > rest.Length)
                {
                    return false;
                }

                rest[..utf8.Length].Fill((char)Rune.ReplacementChar.Value);
                charsWritten += utf8.Length;
            }
            else if (Encoding.UTF8.TryGetChars(utf8, rest, out var written))
            {
                charsWritten += written;
            }
            else
            {
                return false;
            }

            bytes.Clear();
        }

        idsConsumed = read;
        return true;
    }

    /// <summary>Returns the byte that a piece such as <c>&lt;0x0A&gt;</c> stands for, or -1.</summary>
    private static int ByteOf(ReadOnlySpan<char> piece) =>
        piece is ['<', '0', 'x', var high, var low, '>'] && char.IsAsciiHexDigit(high) && char.IsAsciiHexDigit(low)
            ? int.Parse([high, low], System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture)
            : -1;
}
