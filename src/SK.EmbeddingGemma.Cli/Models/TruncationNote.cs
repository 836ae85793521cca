using System.Globalization;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Counts texts that were too long for the model, to say so once at the end. Not thread-safe.</summary>
internal sealed class TruncationNote
{
    private long _texts;
    private long _truncated;
    private int _longest;

    /// <summary>Counts a text.</summary>
    public void Count(PromptedTokens tokens)
    {
        _texts++;
        if (tokens.TruncatedFrom is not { } length)
            return;

        _truncated++;
        _longest = Math.Max(_longest, length);
    }

    /// <summary>Says how many texts were cut, if any were and notes are wanted.</summary>
    public void Write(StandardStreams streams, CommonSettings settings, int maxTokens)
    {
        if (_truncated > 0 && !settings.IsQuiet)
        {
            streams.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"warning: {_truncated} of {_texts} texts are longer than the model's {maxTokens} tokens and were cut; the longest has {_longest}"));
        }
    }
}
