using System.Numerics.Tensors;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>
/// What the rounding error of a weight is spread by over the weights behind it, so that the layer's results change least on the inputs that were seen: the upper
/// triangular U with (X'X + d I)^-1 = U'U, from which row by row U[i, k] / U[i, i] is the share of input k in the error of input i (Frantar et al., GPTQ, 2022).
/// Immutable, thread-safe.
/// </summary>
internal sealed class ErrorCompensation
{
    // Of the mean of the diagonal: inputs that were hardly seen would otherwise take any error. GPTQ's own value.
    private const double Damping = 0.01;

    private readonly float[] _shares;

    private ErrorCompensation(int inputs, float[] shares) => (Inputs, _shares) = (inputs, shares);

    /// <summary>Gets the number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>Returns what compensates errors in a layer with such inputs.</summary>
    /// <param name="products">The sums of the products of each input with each other over the calibration texts, [inputs, inputs]; symmetric. Of inputs that were always 0 nothing is known, and nothing spread.</param>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="InvalidDataException">A product is not finite, or they are no sums of products.</exception>
    public static ErrorCompensation Create(ReadOnlySpan<float> products, int inputs, CancellationToken cancellationToken)
    {
        var factor = Factor(Damped(products, inputs), inputs, cancellationToken);
        Invert(factor, inputs, cancellationToken);
        var shares = new float[inputs * inputs];
        for (var i = 0; i < inputs; i++)
        {
            for (var k = i + 1; k < inputs; k++)
                shares[(i * inputs) + k] = (float)(factor[(i * inputs) + k] / factor[(i * inputs) + i]);
        }

        return new(inputs, shares);
    }

    /// <summary>Returns the shares that inputs <paramref name="from"/> up to <paramref name="to"/> take of the error of an input before them.</summary>
    public ReadOnlySpan<float> SharesOf(int input, int from, int to) => _shares.AsSpan((input * Inputs) + from, to - from);

    private static double[] Damped(ReadOnlySpan<float> products, int inputs)
    {
        if (!TensorPrimitives.IsFiniteAll(products))
            throw new InvalidDataException("The activations of the calibration texts are not finite, so the weights cannot be rounded by them: the model's weights are damaged. Copy them again from where the model comes from.");

        var matrix = new double[inputs * inputs];
        TensorPrimitives.ConvertChecked(products, matrix.AsSpan());
        var trace = 0.0;
        for (var i = 0; i < inputs; i++)
            trace += matrix[(i * inputs) + i];
        var damping = trace > 0 ? Damping * trace / inputs : 1;
        for (var i = 0; i < inputs; i++)
            matrix[(i * inputs) + i] += damping;
        return matrix;
    }

    /// <summary>Replaces the upper triangle of H by that of R with H = R R', from the last row up.</summary>
    private static double[] Factor(double[] matrix, int size, CancellationToken cancellationToken)
    {
        for (var j = size - 1; j >= 0; j--)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var tail = matrix.AsSpan((j * size) + j + 1, size - j - 1);
            var rest = matrix[(j * size) + j] - TensorPrimitives.Dot<double>(tail, tail);
            if (!(rest > 0))
                throw new InvalidDataException($"The products of the inputs, with {Damping} of their mean on the diagonal, are not positive at input {j}: they are no sums of products. This is a fault of the library.");

            var diagonal = Math.Sqrt(rest);
            matrix[(j * size) + j] = diagonal;
            for (var i = 0; i < j; i++)
                matrix[(i * size) + j] = (matrix[(i * size) + j] - TensorPrimitives.Dot<double>(matrix.AsSpan((i * size) + j + 1, size - j - 1), tail)) / diagonal;
        }

        return matrix;
    }

    /// <summary>Replaces the upper triangular R by its inverse, from the last row up.</summary>
    private static void Invert(double[] matrix, int size, CancellationToken cancellationToken)
    {
        var factors = new double[size];
        for (var i = size - 1; i >= 0; i--)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var row = matrix.AsSpan(i * size, size);
            var scale = 1 / row[i];
            row[(i + 1)..].CopyTo(factors.AsSpan(i + 1));
            row[(i + 1)..].Clear();
            for (var k = i + 1; k < size; k++)
                TensorPrimitives.MultiplyAdd(matrix.AsSpan((k * size) + k, size - k), -scale * factors[k], row[k..], row[k..]);
            row[i] = scale;
        }
    }
}
