using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace SK.EmbeddingGemma.Inference.Providers;

/// <summary>Tells what a device does wrong from what is the caller's doing.</summary>
internal static class DeviceFault
{
    /// <summary>Returns whether a failure is the device's: it was lost, has no memory left, or gave no numbers.</summary>
    public static bool Is(Exception failure) => failure is OnnxRuntimeException or ExternalException or OutOfMemoryException or DeviceResultException;

    /// <summary>Returns whether all numbers of a vector are finite.</summary>
    public static bool AreFinite(ReadOnlySpan<float> vector) => TensorPrimitives.IsFiniteAll(vector);
}
