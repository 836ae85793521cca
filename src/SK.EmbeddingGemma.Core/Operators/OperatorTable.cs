using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Operators;

/// <summary>What ONNX Runtime asks an operator: <c>OrtCustomOp</c> of <c>onnxruntime_c_api.h</c> in version 17. Functions that are null it does not ask.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct OperatorTable
{
    public uint Version;
    public nint CreateKernel;
    public delegate* unmanaged<OperatorTable*, byte*> GetName;
    public delegate* unmanaged<OperatorTable*, byte*> GetExecutionProvider;
    public delegate* unmanaged<OperatorTable*, nuint, int> GetInputType;
    public delegate* unmanaged<OperatorTable*, nuint> GetInputCount;
    public delegate* unmanaged<OperatorTable*, nuint, int> GetOutputType;
    public delegate* unmanaged<OperatorTable*, nuint> GetOutputCount;
    public nint Compute;
    public delegate* unmanaged<nint, void> Destroy;
    public delegate* unmanaged<OperatorTable*, nuint, int> GetInputCharacteristic;
    public delegate* unmanaged<OperatorTable*, nuint, int> GetOutputCharacteristic;
    public delegate* unmanaged<OperatorTable*, nuint, int> GetInputMemory;
    public delegate* unmanaged<OperatorTable*, int> GetVariadicInputMinimum;
    public delegate* unmanaged<OperatorTable*, int> GetVariadicInputHomogeneity;
    public delegate* unmanaged<OperatorTable*, int> GetVariadicOutputMinimum;
    public delegate* unmanaged<OperatorTable*, int> GetVariadicOutputHomogeneity;
    public delegate* unmanaged<OperatorTable*, nint, nint, nint*, nint> CreateKernelChecked;
    public delegate* unmanaged<nint, nint, nint> ComputeChecked;
    public nint InferShape;
    public nint GetStartVersion;
    public nint GetEndVersion;

    /// <summary>Which of <see cref="OwnOperators"/> it is: behind what the runtime knows of.</summary>
    public int Index;
}
