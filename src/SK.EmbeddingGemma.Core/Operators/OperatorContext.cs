using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SK.EmbeddingGemma.Kernels;

namespace SK.EmbeddingGemma.Operators;

/// <summary>One run of a node: its tensors, and the threads of its session.</summary>
/// <param name="context">The runtime's description of it.</param>
internal sealed unsafe class OperatorContext(nint context) : IParallelLoop
{
    /// <summary>Returns the elements of an input.</summary>
    public T* Input<T>(int index)
        where T : unmanaged =>
        (T*)OnnxRuntimeApi.Data(OnnxRuntimeApi.Input(context, index));

    /// <summary>Returns the first dimension of an input.</summary>
    public int Length(int index) => OnnxRuntimeApi.Length(OnnxRuntimeApi.Input(context, index));

    /// <summary>Makes an output, [rows, width], and returns where its elements go.</summary>
    public float* Output(int rows, int width, int index = 0) => (float*)OnnxRuntimeApi.Data(OnnxRuntimeApi.Output(context, index, [rows, width]));

    /// <summary>Takes memory for the time of the run from the session's own, which it keeps from run to run.</summary>
    public ScratchMemory Rent(long size) => new(context, size);

    /// <inheritdoc/>
    public void Run(int count, Action<int> body)
    {
        if (count == 1)
        {
            body(0);
            return;
        }

        var loop = new Loop(body);
        var handle = GCHandle.Alloc(loop);
        try
        {
            OnnxRuntimeApi.ParallelFor(context, &RunPart, count, (void*)GCHandle.ToIntPtr(handle));
        }
        finally
        {
            handle.Free();
        }

        loop.ThrowIfFailed();
    }

    [UnmanagedCallersOnly]
    private static void RunPart(void* loop, nuint index) => Unsafe.As<Loop>(GCHandle.FromIntPtr((nint)loop).Target!).Run((int)index);

    private sealed class Loop(Action<int> body)
    {
        private Exception? _failure;

        public void Run(int index)
        {
            try
            {
                body(index);
            }
            catch (Exception failure)
            {
                _failure = failure; // no exception may pass through native code: the caller's thread throws it
            }
        }

        public void ThrowIfFailed()
        {
            if (_failure is not null)
                throw new InvalidOperationException($"A part of an operator failed: {_failure.Message}", _failure);
        }
    }
}
