namespace SK.EmbeddingGemma;

/// <summary>Chooses DirectML.</summary>
public static class DirectMLOptionsExtensions
{
    /// <summary>
    /// Lets DirectML compute the model: on Windows, on any GPU or NPU with DirectX 12, in single precision. It is used only if it gives the processor's
    /// vectors for a few fixed texts (<see cref="EmbeddingGemmaOptions.ExecutionProvider"/>); <see cref="EmbeddingGemmaOptions.RequireExecutionProvider"/> says what happens else.
    /// </summary>
    /// <param name="options">The options.</param>
    /// <param name="deviceId">Which adapter, in the system's order. Default: 0, the one that the system takes for the best.</param>
    /// <returns>The same options.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="deviceId"/> is negative.</exception>
    public static EmbeddingGemmaOptions UseDirectML(this EmbeddingGemmaOptions options, int deviceId = 0)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(deviceId);
        options.ExecutionProvider = EmbeddingGemmaExecutionProvider.DirectML;
        options.ExecutionDevice = deviceId;
        return options;
    }
}
