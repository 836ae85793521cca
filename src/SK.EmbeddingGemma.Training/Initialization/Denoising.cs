using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Modules;

namespace SK.EmbeddingGemma.Initialization;

/// <summary>
/// Takes parts out of texts by UL2's mixture. Sentinels are the last tokens of the vocabulary, the first of them the very last, as T5 has them: in Gemma's they are unused, in Nano's rare letters.
/// </summary>
/// <param name="config">The architecture, for its vocabulary.</param>
internal sealed class Denoising(GemmaConfig config)
{
    private const double RegularShare = 0.15, RegularSpan = 3, ExtremeShare = 0.5, ExtremeSpan = 12;

    /// <summary>Returns the sentinel of a part.</summary>
    public int Sentinel(int part) => config.VocabularySize - 1 - part;

    /// <summary>Takes parts out of a text, each of the three ways with the same probability.</summary>
    /// <param name="tokens">The text without special tokens, at least 2.</param>
    /// <param name="numbers">What is random.</param>
    public DenoisingExample Of(int[] tokens, SeededNumbers numbers) => Of(tokens, (DenoisingKind)numbers.Below(3), numbers);

    /// <summary>Takes parts out of a text.</summary>
    /// <param name="tokens">The text without special tokens, at least 2.</param>
    /// <param name="kind">The way.</param>
    /// <param name="numbers">What is random.</param>
    public DenoisingExample Of(int[] tokens, DenoisingKind kind, SeededNumbers numbers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens.Length, 2, nameof(tokens));
        if (kind == DenoisingKind.Prefix)
        {
            var prefix = 1 + numbers.Below(tokens.Length - 1);
            return new([config.BosTokenId, .. tokens[..prefix], Sentinel(0), config.EosTokenId], [Sentinel(0), .. tokens[prefix..], config.EosTokenId]);
        }

        var (share, span) = kind == DenoisingKind.Regular ? (RegularShare, RegularSpan) : (ExtremeShare, ExtremeSpan);
        var taken = Math.Clamp((int)Math.Round(tokens.Length * share), 1, tokens.Length - 1);
        var parts = Math.Clamp((int)Math.Round(taken / span), 1, Math.Min(taken, tokens.Length - taken));
        return Interleave(tokens, Divide(tokens.Length - taken, parts, numbers), Divide(taken, parts, numbers));
    }

    private DenoisingExample Interleave(int[] tokens, int[] kept, int[] taken)
    {
        var (input, target) = (new List<int> { config.BosTokenId }, new List<int>());
        for (int part = 0, place = 0; part < kept.Length; part++)
        {
            input.AddRange(tokens[place..(place += kept[part])]);
            input.Add(Sentinel(part));
            target.Add(Sentinel(part));
            target.AddRange(tokens[place..(place += taken[part])]);
        }

        return new([.. input, config.EosTokenId], [.. target, config.EosTokenId]);
    }

    /// <summary>Divides a number into so many parts of at least 1, each division as likely as any other.</summary>
    private static int[] Divide(int total, int parts, SeededNumbers numbers)
    {
        var cuts = numbers.Permutation(total - 1).Take(parts - 1).Select(cut => cut + 1).Order().Append(total).ToArray();
        return [.. cuts.Select((cut, index) => cut - (index == 0 ? 0 : cuts[index - 1]))];
    }
}
