namespace SK.EmbeddingGemma.Weights;

/// <summary>How the numbers of a format lie together.</summary>
internal static class TensorBlocks
{
    /// <summary>The numbers in a block of the formats that share a scale.</summary>
    public const int SharedLength = 32;

    private const int ScaleBytes = sizeof(ushort);

    /// <summary>Returns how many numbers stand together and can only be read at once; rows are multiples of it.</summary>
    public static int BlockLength(this TensorType type) => type is TensorType.BlockInt8 or TensorType.BlockInt4 ? SharedLength : 1;

    /// <summary>Returns how many bytes these take.</summary>
    public static int BlockBytes(this TensorType type) => type switch
    {
        TensorType.Float32 => 4,
        TensorType.Float16 or TensorType.BFloat16 => 2,
        TensorType.BlockInt8 => ScaleBytes + SharedLength,
        TensorType.BlockInt4 => ScaleBytes + (SharedLength / 2),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not a number format of weights."),
    };
}
