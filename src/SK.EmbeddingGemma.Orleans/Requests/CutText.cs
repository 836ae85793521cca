using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Requests;

/// <summary>A text that was cut.</summary>
/// <param name="Index">Its place in the request.</param>
/// <param name="Tokens">The tokens it had before.</param>
[StructLayout(LayoutKind.Auto), GenerateSerializer, Immutable, Alias("embeddinggemma.cut")]
internal readonly record struct CutText([property: Id(0)] int Index, [property: Id(1)] int Tokens);
