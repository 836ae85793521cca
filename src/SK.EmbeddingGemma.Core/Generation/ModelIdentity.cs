using Microsoft.Extensions.AI;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Weights;

namespace SK.EmbeddingGemma.Generation;

/// <summary>The id under which vectors of a model are known: <c>name@revision/precision</c>.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Revision">Its revision; <see langword="null"/> while its files cannot be read.</param>
/// <param name="Precision">The number format it computes in; <see langword="null"/> for an ONNX export, and while its files, on which it depends, cannot be read.</param>
internal sealed record ModelIdentity(string Name, string? Revision, EmbeddingGemmaPrecision? Precision)
{
    private string NameAndRevision => Revision is null ? Name : $"{Name}@{Revision}";

    private string PrecisionSuffix => Precision is { } precision ? $"/{NameOf(precision)}" : "";

    /// <summary>Returns the name of a precision in model ids and on the command line.</summary>
    public static string NameOf(EmbeddingGemmaPrecision precision) => precision switch
    {
        EmbeddingGemmaPrecision.Float32 => "float32",
        EmbeddingGemmaPrecision.Int8 => "int8",
        EmbeddingGemmaPrecision.Int4 => "int4",
        _ => throw new InvalidOperationException($"The precision {precision} has no name."),
    };

    /// <summary>Returns the identity of the options' model as it lies in a directory; reads a part of its files where the model has no revision of its own.</summary>
    public static ModelIdentity Of(EmbeddingGemmaOptions options, ModelDirectory directory) =>
        new(options.Model.Name, options.Model.Revision ?? ModelRevision.Compute(directory), options.PrecisionIn(directory));

    /// <summary>Throws where a call asks for another model.</summary>
    /// <exception cref="ArgumentException">It does.</exception>
    public void ThrowIfOther(EmbeddingGenerationOptions? options)
    {
        if (options?.ModelId is { } asked && !IsNamed(asked))
        {
            throw new ArgumentException(
                $"The options ask for the model '{asked}', but this generator has '{this}': leave ModelId unset, or use a generator of that model.",
                nameof(options));
        }
    }

    public override string ToString() => NameAndRevision + PrecisionSuffix;

    private bool IsNamed(string id) =>
        Same(id, ToString()) || Same(id, Name) || Same(id, NameAndRevision) || Same(id, Name + PrecisionSuffix);

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
