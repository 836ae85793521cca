using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>
/// Numbers that lie in an array or in a file in memory. The latter are there as long as a table that holds this is reachable: whoever
/// reads them ends with <see cref="GC.KeepAlive"/> of the table, or of what holds the table.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly unsafe struct Numbers<T>
    where T : unmanaged
{
    private readonly T[]? _array;
    private readonly FileMemory? _memory;
    private readonly T* _first;

    public Numbers(T[] array) => (_array, Length) = (array, array.Length);

    /// <param name="memory">The file.</param>
    /// <param name="at">Where the first number lies in it, in bytes; a multiple of the size of a number.</param>
    /// <param name="length">How many numbers there are, all of them in the file.</param>
    public Numbers(FileMemory memory, int at, int length)
    {
        _memory = memory;
        _first = (T*)(memory.Start + at);
        Length = length;
    }

    public int Length { get; }

    public ReadOnlySpan<T> Span
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _memory is null ? new(_array) : new(_first, Length);
    }

    public static implicit operator Numbers<T>(T[] array) => new(array);
}
