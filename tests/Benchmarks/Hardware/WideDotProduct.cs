using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace SK.EmbeddingGemma.Benchmarks.Hardware;

/// <summary>
/// Dot products of bytes on 512 bits (<c>vpdpbusd</c> of AVX-512 VNNI), in machine code: .NET has the instruction on 256 bits only, which
/// is half of what a processor with this one can do, and some processors with this one lack the other.
/// </summary>
internal sealed unsafe class WideDotProduct : IDisposable
{
    /// <summary>The chains beside each other: the instruction takes up to 5 cycles, and 2 may begin in one.</summary>
    public const int Chains = 12;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly delegate* unmanaged<long, void> _loop;

    /// <summary>Writes the loop into memory that may be executed.</summary>
    public WideDotProduct()
    {
        var code = Assemble();
        _file = MemoryMappedFile.CreateNew(null, code.Length, MemoryMappedFileAccess.ReadWriteExecute);
        _view = _file.CreateViewAccessor(0, code.Length, MemoryMappedFileAccess.ReadWriteExecute);
        _view.WriteArray(0, code, 0, code.Length);
        _loop = (delegate* unmanaged<long, void>)_view.SafeMemoryMappedViewHandle.DangerousGetHandle(); // the view starts at 0, and outlives the calls
    }

    /// <summary>Gets whether processor and system have the instruction: leaf 7 of CPUID, bit 11 of ECX.</summary>
    public static bool IsSupported { get; } =
        RuntimeInformation.ProcessArchitecture == Architecture.X64 && Avx512F.IsSupported && (X86Base.CpuId(7, 0).Ecx & (1 << 11)) != 0;

    /// <summary>Takes <paramref name="steps"/> steps, at least one, each of an instruction for every chain.</summary>
    public void Run(long steps) => _loop(steps);

    /// <inheritdoc/>
    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    private static byte[] Assemble()
    {
        List<byte> code = [0x48, 0x89, (byte)(OperatingSystem.IsWindows() ? 0xC8 : 0xF8)]; // mov rax, first argument
        var top = code.Count;
        for (var chain = 0; chain < Chains; chain++) // vpdpbusd zmm(16 + chain), zmm30, zmm31: no caller expects those unchanged
            code.AddRange([0x62, (byte)(chain < 8 ? 0x82 : 0x02), 0x0D, 0x40, 0x50, (byte)(0xC7 | ((chain % 8) << 3))]);

        code.AddRange([0x48, 0xFF, 0xC8]); // dec rax
        code.AddRange([0x75, (byte)(top - (code.Count + 2))]); // jnz top
        code.Add(0xC3); // ret
        return [.. code];
    }
}
