namespace SK.EmbeddingGemma.Kernels;

/// <summary>
/// How a matrix of 8-bit weights lies in memory. Outputs are taken 16 by 16, a block, and inputs in groups: within a block the groups
/// lie behind one another, each as steps of 4 inputs for each of the 16 outputs. What is missing to a whole block or step is zero.
/// </summary>
/// <param name="Linear">The layer.</param>
internal sealed record Int8Shape(LinearShape Linear)
{
    /// <summary>
    /// The most inputs that share a range, and the most weights of an output that share a scale. One for a whole row would be too coarse where few are far
    /// larger than the others, as products of two activations are: with EmbeddingGemma 300M most of the error then comes from the last feed-forward layer.
    /// </summary>
    private const int LargestGroup = 128;

    /// <summary>Gets the blocks of outputs.</summary>
    public int Blocks => Linear.BlocksOf(Int8Tile.Outputs);

    /// <summary>Gets the inputs.</summary>
    public int Inputs => Linear.Inputs;

    /// <summary>Gets the outputs of all blocks.</summary>
    public int Outputs => Blocks * Int8Tile.Outputs;

    /// <summary>Gets the groups of inputs.</summary>
    public int Groups => (Inputs + LargestGroup - 1) / LargestGroup;

    /// <summary>Gets the steps of all inputs.</summary>
    public int Steps => (Inputs + Int8Tile.StepInputs - 1) / Int8Tile.StepInputs;

    /// <summary>Gets the bytes of a block.</summary>
    public int BlockSize => Steps * Int8Tile.StepInputs * Int8Tile.Outputs;

    /// <summary>Gets the bytes of all blocks.</summary>
    public int Size => Blocks * BlockSize;

    /// <summary>Returns the steps of a group: as alike as can be.</summary>
    public (int Start, int End) StepsOf(int group) => ((int)((long)Steps * group / Groups), (int)((long)Steps * (group + 1) / Groups));
}
