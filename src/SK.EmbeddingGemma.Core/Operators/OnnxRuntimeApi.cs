using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Operators;

/// <summary>
/// The functions of ONNX Runtime's C interface that operators of our own need and its managed library does not offer. They stand in a table,
/// in an order that never changes: <c>OrtApi</c> of <c>onnxruntime_c_api.h</c>, where each constant here is the place of its function.
/// </summary>
internal static unsafe partial class OnnxRuntimeApi
{
    /// <summary>The oldest version of the interface with all that is used here; newer libraries offer it too.</summary>
    public const uint Version = 17;

    private const int CreateStatusPlace = 0;
    private const int GetErrorMessagePlace = 2;
    private const int CreateCustomOpDomainPlace = 26;
    private const int CustomOpDomainAddPlace = 27;
    private const int AddCustomOpDomainPlace = 28;
    private const int GetTensorMutableDataPlace = 51;
    private const int GetDimensionsCountPlace = 61;
    private const int GetDimensionsPlace = 62;
    private const int GetTensorTypeAndShapePlace = 65;
    private const int CreateCpuMemoryInfoPlace = 69;
    private const int AllocatorAllocPlace = 75;
    private const int AllocatorFreePlace = 76;
    private const int KernelInfoGetAttributeFloatPlace = 85;
    private const int KernelInfoGetAttributeInt64Place = 86;
    private const int KernelContextGetInputPlace = 90;
    private const int KernelContextGetOutputPlace = 91;
    private const int ReleaseStatusPlace = 93;
    private const int ReleaseTensorTypeAndShapeInfoPlace = 99;
    private const int ReleaseAllocatorPlace = 132;
    private const int KernelContextGetAllocatorPlace = 253;
    private const int KernelContextParallelForPlace = 274;

    private const int ErrorCode = 1; // ORT_FAIL
    private const int ArenaAllocator = 1; // OrtArenaAllocator
    private const int DefaultMemory = 0; // OrtMemTypeDefault

    private static readonly void** Table = Load();
    private static readonly nint CpuMemory = CreateCpuMemoryInfo();

    /// <summary>Creates a set of operators, which nobody releases.</summary>
    /// <param name="name">Its name, ending in 0, in memory that stays.</param>
    public static nint CreateDomain(byte* name)
    {
        nint domain;
        Check(((delegate* unmanaged<byte*, nint*, nint>)Table[CreateCustomOpDomainPlace])(name, &domain));
        return domain;
    }

    /// <summary>Adds an operator to a set.</summary>
    public static void AddOperator(nint domain, OperatorTable* table) =>
        Check(((delegate* unmanaged<nint, OperatorTable*, nint>)Table[CustomOpDomainAddPlace])(domain, table));

    /// <summary>Makes a set known to the sessions of some options.</summary>
    public static void AddDomain(nint sessionOptions, nint domain) =>
        Check(((delegate* unmanaged<nint, nint, nint>)Table[AddCustomOpDomainPlace])(sessionOptions, domain));

    /// <summary>Returns an attribute of a node.</summary>
    public static long Integer(nint kernelInfo, ReadOnlySpan<byte> name)
    {
        long value;
        fixed (byte* pointer = name)
            Check(((delegate* unmanaged<nint, byte*, long*, nint>)Table[KernelInfoGetAttributeInt64Place])(kernelInfo, pointer, &value));
        return value;
    }

    /// <inheritdoc cref="Integer"/>
    public static float Float(nint kernelInfo, ReadOnlySpan<byte> name)
    {
        float value;
        fixed (byte* pointer = name)
            Check(((delegate* unmanaged<nint, byte*, float*, nint>)Table[KernelInfoGetAttributeFloatPlace])(kernelInfo, pointer, &value));
        return value;
    }

    /// <summary>Returns an input of a running node.</summary>
    public static nint Input(nint context, int index)
    {
        nint value;
        Check(((delegate* unmanaged<nint, nuint, nint*, nint>)Table[KernelContextGetInputPlace])(context, (nuint)index, &value));
        return value;
    }

    /// <summary>Returns an output of a running node, made in a shape.</summary>
    public static nint Output(nint context, int index, ReadOnlySpan<long> shape)
    {
        nint value;
        fixed (long* pointer = shape)
            Check(((delegate* unmanaged<nint, nuint, long*, nuint, nint*, nint>)Table[KernelContextGetOutputPlace])(context, (nuint)index, pointer, (nuint)shape.Length, &value));
        return value;
    }

    /// <summary>Returns where the elements of a tensor are.</summary>
    public static void* Data(nint value)
    {
        void* data;
        Check(((delegate* unmanaged<nint, void**, nint>)Table[GetTensorMutableDataPlace])(value, &data));
        return data;
    }

    /// <summary>Returns the first dimension of a tensor that has one.</summary>
    public static int Length(nint value)
    {
        const int MostDimensions = 4;
        nint info;
        Check(((delegate* unmanaged<nint, nint*, nint>)Table[GetTensorTypeAndShapePlace])(value, &info));
        try
        {
            nuint count;
            Check(((delegate* unmanaged<nint, nuint*, nint>)Table[GetDimensionsCountPlace])(info, &count));
            var dimensions = stackalloc long[MostDimensions];
            Check(((delegate* unmanaged<nint, long*, nuint, nint>)Table[GetDimensionsPlace])(info, dimensions, Math.Min(count, MostDimensions)));
            return checked((int)dimensions[0]);
        }
        finally
        {
            ((delegate* unmanaged<nint, void>)Table[ReleaseTensorTypeAndShapeInfoPlace])(info);
        }
    }

    /// <summary>Returns the allocator of a running node's memory, to be given back with <see cref="ReleaseAllocator"/>.</summary>
    public static nint Allocator(nint context)
    {
        nint allocator;
        Check(((delegate* unmanaged<nint, nint, nint*, nint>)Table[KernelContextGetAllocatorPlace])(context, CpuMemory, &allocator));
        return allocator;
    }

    /// <summary>Takes memory.</summary>
    public static void* Allocate(nint allocator, long size)
    {
        void* memory;
        Check(((delegate* unmanaged<nint, nuint, void**, nint>)Table[AllocatorAllocPlace])(allocator, checked((nuint)size), &memory));
        return memory;
    }

    /// <summary>Gives memory back.</summary>
    public static void Free(nint allocator, void* memory) => Check(((delegate* unmanaged<nint, void*, nint>)Table[AllocatorFreePlace])(allocator, memory));

    /// <summary>Gives an allocator back.</summary>
    public static void ReleaseAllocator(nint allocator) => ((delegate* unmanaged<nint, void>)Table[ReleaseAllocatorPlace])(allocator);

    /// <summary>Runs a function once for each number below <paramref name="count"/>, on the session's threads.</summary>
    public static void ParallelFor(nint context, delegate* unmanaged<void*, nuint, void> body, int count, void* state) =>
        Check(((delegate* unmanaged<nint, delegate* unmanaged<void*, nuint, void>, nuint, nuint, void*, nint>)Table[KernelContextParallelForPlace])(context, body, (nuint)count, 0, state));

    /// <summary>Returns a status that reports a failure.</summary>
    public static nint Failure(string message)
    {
        var text = Marshal.StringToCoTaskMemUTF8(message);
        try
        {
            return ((delegate* unmanaged<int, byte*, nint>)Table[CreateStatusPlace])(ErrorCode, (byte*)text);
        }
        finally
        {
            Marshal.FreeCoTaskMem(text);
        }
    }

    private static void Check(nint status)
    {
        if (status == 0)
            return;

        var message = Marshal.PtrToStringUTF8((nint)((delegate* unmanaged<nint, byte*>)Table[GetErrorMessagePlace])(status));
        ((delegate* unmanaged<nint, void>)Table[ReleaseStatusPlace])(status);
        throw new InvalidOperationException($"ONNX Runtime: {message}");
    }

    private static void** Load()
    {
        var versions = (delegate* unmanaged<uint, void**>)*GetApiBase(); // OrtApiBase begins with GetApi
        var table = versions(Version);
        return table is not null ? table : throw new NotSupportedException($"The native ONNX Runtime is older than 1.{Version}: reference a newer one.");
    }

    private static nint CreateCpuMemoryInfo()
    {
        nint info;
        Check(((delegate* unmanaged<int, int, nint*, nint>)Table[CreateCpuMemoryInfoPlace])(ArenaAllocator, DefaultMemory, &info));
        return info;
    }

    [LibraryImport("onnxruntime", EntryPoint = "OrtGetApiBase")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static partial void** GetApiBase();
}
