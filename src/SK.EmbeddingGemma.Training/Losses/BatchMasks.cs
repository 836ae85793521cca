using TorchSharp;

namespace SK.EmbeddingGemma.Losses;

/// <summary>Which comparisons of a batch count.</summary>
/// <param name="IsFalseNegative">[examples, examples]: the positive of the column is none to keep away from, because it, or its query, is that of the row too.</param>
/// <param name="IsNegative">[examples, most hard negatives of one]: there is a hard negative; <see langword="null"/> where no example has any.</param>
internal sealed record BatchMasks(torch.Tensor IsFalseNegative, torch.Tensor? IsNegative)
{
    /// <summary>Makes the masks.</summary>
    /// <param name="queries">What tells the query of each example from others.</param>
    /// <param name="positives">What tells the positive of each example from others.</param>
    /// <param name="groups">What examples whose positives are right for each other's queries have in common; <see langword="null"/> for nothing.</param>
    /// <param name="negatives">The number of hard negatives of each example.</param>
    /// <param name="device">What computes.</param>
    public static BatchMasks Of(IReadOnlyList<string> queries, IReadOnlyList<string> positives, IReadOnlyList<string?> groups, IReadOnlyList<int> negatives, torch.Device device)
    {
        var count = queries.Count;
        var isFalse = new bool[count * count];
        for (var row = 0; row < count; row++)
        {
            for (var column = 0; column < count; column++)
            {
                isFalse[(row * count) + column] = row != column
                    && (queries[row] == queries[column] || positives[row] == positives[column] || (groups[row] is { } group && group == groups[column]));
            }
        }

        var most = negatives.Max();
        var isNegative = most == 0 ? null : torch.arange(most, device: device).unsqueeze(0).lt(torch.tensor(negatives.Select(number => (long)number).ToArray(), device: device).unsqueeze(1));
        return new(torch.tensor(isFalse, [count, count], device: device), isNegative);
    }
}
