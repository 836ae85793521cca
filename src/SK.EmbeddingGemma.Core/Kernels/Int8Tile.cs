using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace SK.EmbeddingGemma.Kernels;

/// <summary>
/// The innermost integer product: some rows of 8-bit inputs with the weights of 16 outputs, exact in 32 bits. One class for each
/// set of instructions; all return the same sums. Thread-safe.
/// </summary>
internal abstract unsafe class Int8Tile
{
    /// <summary>The outputs of a tile.</summary>
    public const int Outputs = 16;

    /// <summary>The inputs that are multiplied in one step.</summary>
    public const int StepInputs = 4;

    /// <summary>The most rows of a tile.</summary>
    public const int MostRows = 6;

    /// <summary>Gets the tile for this processor.</summary>
    public static Int8Tile Best { get; } =
        AvxVnni.IsSupported ? new VnniTile() :
        Avx512BW.IsSupported ? new Avx512Tile() :
        Avx2.IsSupported ? new Avx2Tile() :
        Sse41.IsSupported ? new Sse41Tile() :
        Dp.IsSupported ? new ArmTile() :
        new PortableTile();

    /// <summary>Gets the format that the inputs have to be in.</summary>
    public virtual Int8Inputs Inputs => Int8Inputs.Bytes;

    /// <summary>Multiplies as many of the rows as it takes at once.</summary>
    /// <param name="inputs">The first row, in the format of <see cref="Inputs"/>.</param>
    /// <param name="stride">The bytes from a row to the next.</param>
    /// <param name="rows">The rows that are left, at least 1.</param>
    /// <param name="weights">The weights: for each step 16 outputs of 4 inputs each.</param>
    /// <param name="steps">The steps, of 4 inputs each.</param>
    /// <param name="ahead">The bytes from these weights to those that are wanted next, which may be fetched from memory meanwhile: with few rows it would set the pace.</param>
    /// <param name="sums">Where the sums go: 16 for each row, room for <see cref="MostRows"/>.</param>
    /// <returns>The rows that were multiplied, at least 1.</returns>
    public abstract int Multiply(byte* inputs, nint stride, int rows, sbyte* weights, int steps, nint ahead, int* sums);
}
