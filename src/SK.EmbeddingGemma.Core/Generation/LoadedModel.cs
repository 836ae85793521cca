using SK.EmbeddingGemma.Inference;
using SK.EmbeddingGemma.Inference.Scheduling;

namespace SK.EmbeddingGemma.Generation;

/// <summary>A model that is ready to embed. Thread-safe until it is disposed, which is only when no call uses it.</summary>
/// <param name="Files">What the directory says.</param>
/// <param name="Engine">The weights at work.</param>
/// <param name="Scheduler">What calls run through; owned, as it owns the engine.</param>
/// <param name="Identity">What these files are known as.</param>
internal sealed record LoadedModel(ModelFiles Files, IEmbeddingEngine Engine, PackScheduler Scheduler, ModelIdentity Identity) : IDisposable
{
    /// <summary>Releases the model; a run whose callers have all gone ends first.</summary>
    public void Dispose() => Scheduler.Dispose();
}
