using SK.EmbeddingGemma.Kernels;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Weights;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>Writes the linear layers of a model in few bits, rounded by how they are used on the calibration texts. Layers are to be given in the model's order. Not thread-safe.</summary>
internal sealed class CalibratedLinears
{
    private readonly GraphWeightFile _file;
    private readonly CalibrationPass _pass;
    private readonly IParallelLoop _loop;
    private readonly CancellationToken _cancellationToken;

    private CalibratedLinears(GraphWeightFile file, CalibrationPass pass, IParallelLoop loop, CancellationToken cancellationToken) =>
        (_file, _pass, _loop, _cancellationToken) = (file, pass, loop, cancellationToken);

    /// <summary>Begins with the calibration texts.</summary>
    /// <param name="file">Where to write.</param>
    /// <param name="directory">The model.</param>
    /// <param name="source">Its tensors.</param>
    /// <param name="cancellationToken">Stops the work within a layer.</param>
    /// <exception cref="NotSupportedException">The model is an EmbeddingGemma 2.</exception>
    /// <exception cref="InvalidDataException">The tokenizer is damaged, or another model's.</exception>
    public static CalibratedLinears Begin(GraphWeightFile file, ModelDirectory directory, TensorSource source, CancellationToken cancellationToken)
    {
        if (directory.Config.Second is not null)
            throw new NotSupportedException($"The model in {directory.Root} is an EmbeddingGemma 2, which is not computed in 4 bits: take Int8.");

        var (tokenizer, size) = (directory.ReadTokenizer(), directory.Config.VocabularySize);
        if (tokenizer.PieceCount > size)
            throw new InvalidDataException($"'{directory.TokenizerFile}' has {tokenizer.PieceCount} pieces, but the table of token embeddings has {size} rows: the tokenizer is another model's. Copy the model again, all files from one place.");

        var loop = new ThreadLoop();
        var texts = CalibrationTexts.Encode(tokenizer.LimitedTo(size), directory.MaxTokens);
        return new(file, new(directory.Config, source, texts, loop), loop, cancellationToken);
    }

    /// <summary>Writes a linear layer.</summary>
    /// <param name="role">Which of its layer it is; they come in their order.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="weights">The weights, [rows, inputs]; used up.</param>
    /// <param name="shape">Its shape.</param>
    public void Add(LinearRole role, int layer, float[] weights, LinearShape shape)
    {
        var compensation = ErrorCompensation.Create(_pass.InputProducts(), shape.Inputs, _cancellationToken);
        var matrix = new CompensatedRounding(new BlockShape(new Int8Shape(shape)), compensation).Round(weights, _loop, _cancellationToken);
        PackedLinear.Write(_file, WeightNames.Linear(role, layer), matrix);
        _pass.Pass(role, layer, matrix.ToFloats());
    }
}
