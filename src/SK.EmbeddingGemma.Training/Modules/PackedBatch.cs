using TorchSharp;

namespace SK.EmbeddingGemma.Modules;

/// <summary>
/// The tokens of several texts, one text behind the other without padding: linear layers and norms see rows of tokens alone. Only attention lays texts side by side, and this knows where each
/// token lies then. Tensors belong to the dispose scope that it is made in.
/// </summary>
internal sealed class PackedBatch
{
    private readonly int[] _lengths;
    private readonly torch.Device _device;
    private readonly torch.Tensor _keyIsToken;
    private readonly Dictionary<int, torch.Tensor?> _windows = [];

    /// <param name="texts">The tokens of each text, special tokens included.</param>
    /// <param name="device">What computes.</param>
    public PackedBatch(IReadOnlyList<int[]> texts, torch.Device device)
    {
        (_device, _lengths) = (device, [.. texts.Select(text => text.Length)]);
        Longest = _lengths.Max();
        var total = _lengths.Sum();
        var (ids, positions, owners, padded, packed) = (new long[total], new long[total], new long[total], new long[texts.Count * Longest], new long[total]);
        for (int text = 0, row = 0; text < texts.Count; text++)
        {
            for (var position = 0; position < texts[text].Length; position++, row++)
            {
                (ids[row], positions[row], owners[row]) = (texts[text][position], position, text);
                padded[(text * Longest) + position] = row;
                packed[row] = (text * Longest) + position;
            }
        }

        Ids = torch.tensor(ids, device: device);
        Positions = torch.tensor(positions, device: device);
        Owners = torch.tensor(owners, device: device);
        PaddedRows = torch.tensor(padded, device: device);
        PackedRows = torch.tensor(packed, device: device);
        Lengths = torch.tensor(Array.ConvertAll(_lengths, length => (float)length), device: device);
        _keyIsToken = torch.arange(Longest, device: device).unsqueeze(0).lt(Lengths.unsqueeze(1)).unsqueeze(1).unsqueeze(1);
    }

    /// <summary>Gets the number of texts.</summary>
    public int Count => _lengths.Length;

    /// <summary>Gets the tokens of the longest text.</summary>
    public int Longest { get; }

    /// <summary>Gets the tokens' ids, [tokens].</summary>
    public torch.Tensor Ids { get; }

    /// <summary>Gets the tokens' places in their texts, [tokens].</summary>
    public torch.Tensor Positions { get; }

    /// <summary>Gets the number of each token's text, [tokens].</summary>
    public torch.Tensor Owners { get; }

    /// <summary>Gets the number of tokens of each text, [texts].</summary>
    public torch.Tensor Lengths { get; }

    /// <summary>Gets, for each place of texts laid side by side, the row of its token; 0 where there is none, [texts * longest].</summary>
    public torch.Tensor PaddedRows { get; }

    /// <summary>Gets, for each row, its place in texts laid side by side, [tokens].</summary>
    public torch.Tensor PackedRows { get; }

    /// <summary>Returns which tokens each token sees, [texts, 1, 1 or longest, longest]; <see langword="null"/> where all see all.</summary>
    /// <param name="radius">How far a token sees.</param>
    public torch.Tensor? SeenWithin(int radius)
    {
        if (radius >= Longest - 1)
            return Array.TrueForAll(_lengths, length => length == Longest) ? null : _keyIsToken;
        if (_windows.TryGetValue(radius, out var known))
            return known;
        var place = torch.arange(Longest, device: _device);
        var isNear = place.unsqueeze(0).sub(place.unsqueeze(1)).abs().le(radius);
        return _windows[radius] = WithFirst(isNear.logical_and(_keyIsToken));
    }

    /// <summary>Returns which tokens each token sees where it sees only those before it and itself, [texts, 1, longest, longest].</summary>
    /// <param name="radius">How far a token sees.</param>
    public torch.Tensor SeenBefore(int radius)
    {
        var place = torch.arange(Longest, device: _device);
        var distance = place.unsqueeze(1).sub(place.unsqueeze(0));
        return WithFirst(distance.ge(0).logical_and(distance.le(radius)).logical_and(_keyIsToken));
    }

    /// <summary>Lays rows of tokens, [tokens, heads * size], side by side by text, [texts, heads, longest, size].</summary>
    public torch.Tensor Pad(torch.Tensor rows, int heads) => rows.index_select(0, PaddedRows).view(Count, Longest, heads, -1).transpose(1, 2);

    /// <summary>Takes what <see cref="Pad"/> laid out back into rows.</summary>
    public torch.Tensor Pack(torch.Tensor padded) => padded.transpose(1, 2).reshape(Count * Longest, -1).index_select(0, PackedRows);

    /// <summary>Returns the mean of each text's rows, [texts, width].</summary>
    public torch.Tensor Mean(torch.Tensor rows)
    {
        var sums = torch.zeros(Count, rows.shape[1], dtype: rows.dtype, device: _device).index_add(0, Owners, rows, 1);
        return sums / Lengths.to(rows.dtype).unsqueeze(1);
    }

    // A place without a token that saw nothing would compute 0 / 0, whose gradient would reach all: such places see the first token.
    private torch.Tensor WithFirst(torch.Tensor seen)
    {
        var isFirst = torch.arange(Longest, device: _device).eq(0).view(1, 1, 1, Longest);
        return seen.logical_or(isFirst.logical_and(_keyIsToken.transpose(2, 3).logical_not()));
    }
}
