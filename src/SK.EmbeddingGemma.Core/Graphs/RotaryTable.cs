using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>Cosines and sines of rotary position embedding (RoPE): the angle of position p and frequency i is p * theta^(-2i / headSize).</summary>
internal static class RotaryTable
{
    /// <summary>Fills both tables, [positions, headSize / 2] each.</summary>
    /// <remarks>
    /// Angles are rounded to single precision where the reference implementation rounds them: at position 2,000 an exact angle
    /// differs from the reference's by 1e-4, which would show in the vectors.
    /// </remarks>
    public static void Fill(Span<float> cosines, Span<float> sines, HeadGeometry heads, double theta)
    {
        var half = heads.Size / 2;
        var rotated = (int)(heads.RotatedShare * half); // the others have the frequency 0
        for (var i = 0; i < half; i++)
        {
            var frequency = i < rotated ? 1f / (float)Math.Pow(theta, (float)(2 * i) / heads.Size) : 0;
            for (var position = 0; position < cosines.Length / half; position++)
            {
                var (sine, cosine) = Math.SinCos(position * frequency);
                cosines[(position * half) + i] = (float)cosine;
                sines[(position * half) + i] = (float)sine;
            }
        }
    }
}
