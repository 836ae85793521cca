namespace SK.EmbeddingGemma.Generation;

/// <summary>Neighbouring texts of a call that are computed together.</summary>
/// <param name="Start">The place of the first in the call.</param>
/// <param name="Texts">The tokenized texts.</param>
/// <param name="Vectors">Their vectors to be.</param>
/// <param name="Place">The room they take in the scheduler; owned.</param>
internal sealed record TextWindow(int Start, IReadOnlyList<TokenizedText> Texts, Task<float[][]> Vectors, IDisposable Place)
{
    /// <summary>Waits until nothing is done for the window any more, however that ended, and gives its room back.</summary>
    public async Task EndAsync()
    {
        await ((Task)Vectors).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Place.Dispose();
    }
}
