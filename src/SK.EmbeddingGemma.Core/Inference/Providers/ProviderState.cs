namespace SK.EmbeddingGemma.Inference.Providers;

/// <summary>What is known of a provider on this machine, with a model. Immutable.</summary>
/// <param name="Name">Its name: a value of <see cref="EmbeddingGemmaExecutionProvider"/>, or the native library's where there is none.</param>
/// <param name="NativeName">The native library's name for it.</param>
/// <param name="IsInstalled">Whether the native library has it.</param>
/// <param name="IsBest">Whether it is what Auto takes.</param>
/// <param name="Parity">How its vectors compare with the processor's; <see langword="null"/> where it cannot be run.</param>
/// <param name="Package">What brings it, or <see langword="null"/>.</param>
internal sealed record ProviderState(string Name, string NativeName, bool IsInstalled, bool IsBest, ParityResult? Parity, string? Package);
