using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Kernels;

/// <summary>Some neighbouring tokens of one text of a pack: nothing that is computed of a block hangs on the pack's other texts.</summary>
/// <param name="TextStart">The text's first token.</param>
/// <param name="TextEnd">The text's end.</param>
/// <param name="KeyBlocksBefore">The blocks of keys of all texts before this text.</param>
/// <param name="Start">The first token.</param>
/// <param name="End">The end.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TextBlock(int TextStart, int TextEnd, int KeyBlocksBefore, int Start, int End)
{
    /// <summary>Cuts texts.</summary>
    /// <param name="starts">Each text's first token, and the end of the last.</param>
    /// <param name="length">The most tokens of a block.</param>
    /// <param name="keyLength">The most tokens of a block of keys.</param>
    public static TextBlock[] Cut(ReadOnlySpan<long> starts, int length, int keyLength)
    {
        var blocks = new List<TextBlock>();
        var before = 0;
        for (var text = 0; text + 1 < starts.Length; text++)
        {
            var (start, end) = ((int)starts[text], (int)starts[text + 1]);
            for (var first = start; first < end; first += length)
            {
                blocks.Add(new TextBlock(start, end, before, first, Math.Min(first + length, end)));
            }

            before += (end - start + keyLength - 1) / keyLength;
        }

        return [.. blocks];
    }
}
