using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Jobs;

/// <summary>Tells faults of a document from those of the machines around it.</summary>
internal static class DocumentFaults
{
    /// <summary>Returns whether a document itself is at fault, so that it fails whenever it is tried.</summary>
    public static bool Includes(Exception exception) => exception
        is ArgumentException
        or FormatException
        or InvalidDataException
        or NotSupportedException
        or OverflowException
        || exception is VectorStoreException { InnerException: ArgumentException or FormatException or NotSupportedException or OverflowException };

    /// <summary>Returns whether the models of a cluster and a collection do not fit together, which neither time nor another document mends.</summary>
    public static bool IsMismatch(Exception exception) => exception is VectorSpaceMismatchException or EmbeddingGemmaSpaceMismatchException;

    /// <summary>Describes a fault for a report.</summary>
    public static string Describe(Exception exception) => $"{exception.GetType().Name}: {exception.Message}";
}
