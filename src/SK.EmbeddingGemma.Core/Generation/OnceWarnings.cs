using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace SK.EmbeddingGemma.Generation;

/// <summary>Warnings that a generator gives once, not at each call. Thread-safe.</summary>
internal sealed class OnceWarnings(ILogger logger)
{
    private readonly ConcurrentDictionary<int, bool> _sizes = new();
    private int _noPrompt;
    private int _noWindow;

    /// <summary>Warns of vectors cut to a length that the model was not trained for.</summary>
    public void SizeNotTrained(EmbeddingGemmaModel model, int width, int dimensions)
    {
        if (_sizes.TryAdd(dimensions, true))
            logger.SizeNotTrained(model.Name, dimensions, TrainedSizes.List(model, width));
    }

    /// <summary>Warns of a text longer than what an export without windows computes as the model does.</summary>
    public void NoWindow(EmbeddingGemmaModel model, int tokens, int mostTokens)
    {
        if (Interlocked.Exchange(ref _noWindow, 1) == 0)
            logger.NoWindow(model.Name, tokens, mostTokens);
    }

    /// <summary>Warns of texts embedded without a prompt that nobody decided on.</summary>
    public void NoPrompt()
    {
        if (Interlocked.Exchange(ref _noPrompt, 1) == 0)
            logger.NoPrompt();
    }
}
