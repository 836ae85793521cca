using SK.EmbeddingGemma.Inference;

namespace SK.EmbeddingGemma.Generation;

/// <summary>A model that is ready to embed. Thread-safe until it is disposed, which is only when no call uses it.</summary>
/// <param name="Files">What the directory says.</param>
/// <param name="Engine">The weights at work; owned.</param>
/// <param name="Identity">What these files are known as.</param>
internal sealed record LoadedModel(ModelFiles Files, EmbeddingEngine Engine, ModelIdentity Identity) : IDisposable
{
    public void Dispose() => Engine.Dispose();
}
