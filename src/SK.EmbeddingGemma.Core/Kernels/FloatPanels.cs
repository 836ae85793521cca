namespace SK.EmbeddingGemma.Kernels;

/// <summary>A matrix in single precision in panels of 32 outputs: for each input the weights of the panel's outputs, missing ones zero.</summary>
internal static class FloatPanels
{
    /// <summary>Lays weights, given as [rows, inputs], in panels.</summary>
    public static float[] Lay(ReadOnlySpan<float> weights, LinearShape shape)
    {
        var panels = new float[shape.BlocksOf(FloatTile.Columns) * FloatTile.Columns * shape.Inputs];
        for (var place = 0; place < panels.Length / shape.Inputs; place++)
        {
            var row = shape.RowAt(place, FloatTile.Columns);
            var start = (place / FloatTile.Columns * FloatTile.Columns * shape.Inputs) + (place % FloatTile.Columns);
            for (var i = 0; i < shape.Inputs && row >= 0; i++)
            {
                panels[start + (i * FloatTile.Columns)] = weights[(row * shape.Inputs) + i];
            }
        }

        return panels;
    }
}
