using SK.EmbeddingGemma.Data;
using SK.EmbeddingGemma.Losses;
using SK.EmbeddingGemma.Modules;
using TorchSharp;

namespace SK.EmbeddingGemma.Runs;

/// <summary>Computes the loss of a batch and its gradient. Not thread-safe.</summary>
/// <param name="encoder">The model.</param>
/// <param name="weights">What the gradient is of.</param>
/// <param name="texts">The tokens.</param>
/// <param name="loss">The loss.</param>
/// <param name="teacher">The teacher's vectors; <see langword="null"/> for none.</param>
/// <param name="device">What computes.</param>
internal sealed class BatchGradient(Encoder encoder, WeightSet weights, TokenizedTexts texts, TrainingLoss loss, TeacherVectors? teacher, torch.Device device)
{
    /// <summary>Computes them; the gradients belong to the dispose scope in use.</summary>
    public (double Loss, IReadOnlyList<torch.Tensor> Gradients, int Tokens) Of(IReadOnlyList<TrainingExample> examples)
    {
        var all = examples.Select(example => example.Query).Concat(examples.Select(example => example.Positive)).Concat(examples.SelectMany(example => example.Negatives)).Select(texts.Of).ToList();
        var vectors = Split(encoder.Embed(new PackedBatch(all, device)), examples);
        var masks = BatchMasks.Of(
            [.. examples.Select(example => example.Query.Text)],
            [.. examples.Select(example => example.Positive.Text)],
            [.. examples.Select(example => example.Group)],
            [.. examples.Select(example => example.Negatives.Count)],
            device);
        var map = weights.Contains(TrainingState.TeacherMap) ? weights[TrainingState.TeacherMap] : null;
        var value = loss.Of(vectors, masks, teacher?.Of(examples, device), map);
        var gradients = torch.autograd.grad([value], [.. weights.Tensors]);
        return (value.item<float>(), [.. gradients], all.Sum(tokens => tokens.Length));
    }

    /// <summary>Takes the vectors of all texts apart; a place without a hard negative gets any vector, which the masks leave out.</summary>
    private VectorBatch Split(torch.Tensor all, IReadOnlyList<TrainingExample> examples)
    {
        var (count, most) = (examples.Count, examples.Max(example => example.Negatives.Count));
        var (queries, positives) = (all.narrow(0, 0, count), all.narrow(0, count, count));
        if (most == 0)
            return new(queries, positives, null);
        var (places, next) = (new long[count * most], 2L * count);
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < examples[i].Negatives.Count; j++)
                places[(i * most) + j] = next++;
        }

        return new(queries, positives, all.index_select(0, torch.tensor(places, device: device)).view(count, most, -1));
    }
}
