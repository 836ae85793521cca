namespace SK.EmbeddingGemma.Kernels;

/// <summary>
/// A number format of few bits: weights in blocks of an output's neighbours, each with a step and a zero of its own, so that a weight is about unit * step * (code - zero).
/// Step and zero are whole numbers and share a byte, and step * (code - zero) is one of the numbers from -127 to 127: the product is computed as that of 8-bit weights is.
/// </summary>
/// <param name="Bits">The bits of a code: 4 or 5.</param>
internal sealed record BlockFormat(int Bits)
{
    /// <summary>The most weights of a block.</summary>
    public const int BlockLength = 32;

    /// <summary>The largest magnitude of step * (code - zero).</summary>
    public const int LargestValue = 127;

    /// <summary>Gets the format of 4 bits.</summary>
    public static BlockFormat FourBits { get; } = new(4);

    /// <summary>Gets the format of 5 bits.</summary>
    public static BlockFormat FiveBits { get; } = new(5);

    /// <summary>Gets the largest code; the least is 0.</summary>
    public int LargestCode => (1 << Bits) - 1;

    /// <summary>Gets the largest step; the least is 1.</summary>
    public int LargestStep => 1 << (8 - Bits);

    /// <summary>Returns the byte of a block's step and zero.</summary>
    public byte Pack(int step, int zero) => (byte)((zero << (8 - Bits)) | (step - 1));

    /// <summary>Returns the step in a block's byte.</summary>
    public int StepOf(byte packed) => (packed & (LargestStep - 1)) + 1;

    /// <summary>Returns the zero in a block's byte.</summary>
    public int ZeroOf(byte packed) => packed >> (8 - Bits);

    /// <summary>Returns what a code stands for, in units.</summary>
    public int ValueOf(int code, byte block) => StepOf(block) * (code - ZeroOf(block));

    /// <summary>Returns the codes that a block may have: those whose value has 8 bits.</summary>
    public (int Least, int Most) CodesOf(int step, int zero) => (Math.Max(0, zero - (LargestValue / step)), Math.Min(LargestCode, zero + (LargestValue / step)));
}
