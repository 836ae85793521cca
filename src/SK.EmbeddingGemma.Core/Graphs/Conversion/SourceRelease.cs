using Microsoft.Extensions.Logging;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Weights;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>Gives the space of downloaded weights back once they are converted, where nobody but this library asked for them. Thread-safe.</summary>
/// <param name="released">Where it is remembered what they were.</param>
/// <param name="logger">Where to log.</param>
internal sealed class SourceRelease(ReleasedSources released, ILogger logger)
{
    /// <summary>Removes a model's weights, or leaves them where others may need them. That they could not be removed is logged: the model runs all the same.</summary>
    /// <param name="manifest">The model.</param>
    /// <param name="directory">Its description; its weights are there.</param>
    /// <param name="hash">The hash of what it was converted from.</param>
    public void Release(ModelManifest manifest, ModelDirectory directory, string hash)
    {
        try
        {
            if (!WeightRelease.IsOurs(manifest, directory.Root))
                return;

            released.Remember(directory.Root, new(hash, ModelRevision.Compute(directory)));
            logger.WeightsReleased(manifest.Name, WeightRelease.Remove(manifest, directory.Root));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            logger.WeightsNotReleased(manifest.Name, failure.Message);
        }
    }
}
