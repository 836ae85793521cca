using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace SK.EmbeddingGemma.Operators;

/// <summary>The operators of this library, as ONNX Runtime knows them. Thread-safe.</summary>
internal static unsafe class OwnOperators
{
    /// <summary>The name of the set.</summary>
    public const string Domain = "sk.embeddinggemma";

    private static readonly Operator[] Operators =
    [
        new Int8LinearOperator(), new BlockLinearOperator(), new FloatLinearOperator(), new AttentionOperator(), new ResidualNormOperator(), new ResidualOperator(), new LayerInputOperator(),
    ];

    private static readonly nint[] Names = Array.ConvertAll(Operators, one => Marshal.StringToCoTaskMemUTF8(one.Name));
    private static readonly Lazy<nint> Registered = new(Register);

    /// <summary>Makes the operators known to the sessions of some options. The runtime must have been loaded.</summary>
    public static void AddTo(SessionOptions options) => OnnxRuntimeApi.AddDomain(options.DangerousGetHandle(), Registered.Value);

    private static nint Register()
    {
        var domain = OnnxRuntimeApi.CreateDomain((byte*)Marshal.StringToCoTaskMemUTF8(Domain));
        for (var i = 0; i < Operators.Length; i++)
        {
            var table = (OperatorTable*)NativeMemory.AllocZeroed((nuint)sizeof(OperatorTable)); // for as long as the process lives, as the set
            *table = new OperatorTable
            {
                Version = OnnxRuntimeApi.Version,
                GetName = &GetName,
                GetExecutionProvider = &GetExecutionProvider,
                GetInputType = &GetInputType,
                GetInputCount = &GetInputCount,
                GetOutputType = &GetOutputType,
                GetOutputCount = &GetOutputCount,
                Destroy = &Destroy,
                GetInputCharacteristic = &GetCharacteristic,
                GetOutputCharacteristic = &GetCharacteristic,
                GetInputMemory = &GetMemory,
                GetVariadicInputMinimum = &GetVariadic,
                GetVariadicInputHomogeneity = &GetVariadic,
                GetVariadicOutputMinimum = &GetVariadic,
                GetVariadicOutputHomogeneity = &GetVariadic,
                CreateKernelChecked = &Create,
                ComputeChecked = &Compute,
                Index = i,
            };
            OnnxRuntimeApi.AddOperator(domain, table);
        }

        return domain;
    }

    [UnmanagedCallersOnly]
    private static byte* GetName(OperatorTable* table) => (byte*)Names[table->Index];

    [UnmanagedCallersOnly]
    private static byte* GetExecutionProvider(OperatorTable* table) => null; // the CPU's

    [UnmanagedCallersOnly]
    private static int GetInputType(OperatorTable* table, nuint index) => (int)Operators[table->Index].Inputs[(int)index];

    [UnmanagedCallersOnly]
    private static nuint GetInputCount(OperatorTable* table) => (nuint)Operators[table->Index].Inputs.Count;

    [UnmanagedCallersOnly]
    private static int GetOutputType(OperatorTable* table, nuint index) => (int)TensorElement.Float;

    [UnmanagedCallersOnly]
    private static nuint GetOutputCount(OperatorTable* table) => (nuint)Operators[table->Index].OutputCount;

    [UnmanagedCallersOnly]
    private static int GetCharacteristic(OperatorTable* table, nuint index) => 0; // required

    [UnmanagedCallersOnly]
    private static int GetMemory(OperatorTable* table, nuint index) => 0; // the provider's own

    [UnmanagedCallersOnly]
    private static int GetVariadic(OperatorTable* table) => 1; // not asked: no operator has a variable number of tensors

    [UnmanagedCallersOnly]
    private static nint Create(OperatorTable* table, nint api, nint info, nint* kernel)
    {
        try
        {
            *kernel = GCHandle.ToIntPtr(GCHandle.Alloc(Operators[table->Index].Create(new OperatorAttributes(info))));
            return 0;
        }
        catch (Exception failure)
        {
            return OnnxRuntimeApi.Failure(failure.Message); // no exception may pass through native code
        }
    }

    [UnmanagedCallersOnly]
    private static nint Compute(nint kernel, nint context)
    {
        try
        {
            ((OperatorKernel)GCHandle.FromIntPtr(kernel).Target!).Compute(new OperatorContext(context));
            return 0;
        }
        catch (Exception failure)
        {
            return OnnxRuntimeApi.Failure(failure.Message);
        }
    }

    [UnmanagedCallersOnly]
    private static void Destroy(nint kernel) => GCHandle.FromIntPtr(kernel).Free();
}
