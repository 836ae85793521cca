using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Operators;

/// <summary>Memory for the time of a node's run.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly unsafe ref struct ScratchMemory
{
    private readonly nint _allocator;

    /// <summary>Takes memory.</summary>
    /// <param name="context">The runtime's description of the run.</param>
    /// <param name="size">The bytes.</param>
    public ScratchMemory(nint context, long size)
    {
        _allocator = OnnxRuntimeApi.Allocator(context);
        Start = (byte*)OnnxRuntimeApi.Allocate(_allocator, size);
    }

    /// <summary>Gets its first byte.</summary>
    public byte* Start { get; }

    /// <summary>Gives it back.</summary>
    public void Dispose()
    {
        OnnxRuntimeApi.Free(_allocator, Start);
        OnnxRuntimeApi.ReleaseAllocator(_allocator);
    }
}
