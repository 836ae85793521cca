using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Kernels;

/// <summary>Inputs whose weights are a block.</summary>
/// <param name="Group">Their group in the <see cref="Int8Shape"/>.</param>
/// <param name="First">The first step.</param>
/// <param name="End">The step behind the last.</param>
/// <param name="Start">The first input.</param>
/// <param name="Stop">The input behind the last; fewer than the steps have where the inputs end.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BlockSpan(int Group, int First, int End, int Start, int Stop);
