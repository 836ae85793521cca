using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SK.EmbeddingGemma.Kernels;

/// <summary>The vectors that kernels in single precision are compiled for.</summary>
internal static unsafe class FloatLanes
{
    /// <summary>Vectors of 512 bits, of which there are 32.</summary>
    internal readonly struct Wide : IFloatLanes<Vector512<float>>
    {
        public static int Count => 16;

        public static int MostRows => 12;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Load(float* source) => Vector512.Load(source);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Broadcast(float value) => Vector512.Create(value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> MultiplyAdd(Vector512<float> left, Vector512<float> right, Vector512<float> addend) => Vector512.MultiplyAddEstimate(left, right, addend);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(Vector512<float> vector, float* target) => vector.Store(target);
    }

    /// <summary>Vectors of 256 bits, of which there are 16.</summary>
    internal readonly struct Middle : IFloatLanes<Vector256<float>>
    {
        public static int Count => 8;

        public static int MostRows => 6;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> Load(float* source) => Vector256.Load(source);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> Broadcast(float value) => Vector256.Create(value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> MultiplyAdd(Vector256<float> left, Vector256<float> right, Vector256<float> addend) => Vector256.MultiplyAddEstimate(left, right, addend);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(Vector256<float> vector, float* target) => vector.Store(target);
    }

    /// <summary>Vectors of 128 bits, of which there are 32 on Arm.</summary>
    internal readonly struct Narrow : IFloatLanes<Vector128<float>>
    {
        public static int Count => 4;

        public static int MostRows => 12;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<float> Load(float* source) => Vector128.Load(source);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<float> Broadcast(float value) => Vector128.Create(value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<float> MultiplyAdd(Vector128<float> left, Vector128<float> right, Vector128<float> addend) => Vector128.MultiplyAddEstimate(left, right, addend);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(Vector128<float> vector, float* target) => vector.Store(target);
    }
}
