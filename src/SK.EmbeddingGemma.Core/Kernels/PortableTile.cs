namespace SK.EmbeddingGemma.Kernels;

/// <summary>Products without any processor's instructions: slow, and what the others are compared to.</summary>
internal sealed unsafe class PortableTile : Int8Tile
{
    /// <inheritdoc/>
    public override int Multiply(byte* inputs, nint stride, int rows, sbyte* weights, int steps, nint ahead, int* sums)
    {
        new Span<int>(sums, Outputs).Clear();
        for (var step = 0; step < steps; step++)
        {
            for (var i = 0; i < Outputs * StepInputs; i++)
            {
                sums[i / StepInputs] += inputs[(step * StepInputs) + (i % StepInputs)] * *weights++;
            }
        }

        return 1;
    }
}
