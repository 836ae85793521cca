using System.Data.Common;
using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma.Clients;

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
        || exception is DbException { SqlState: ['2', '2' or '3', ..] } // SQL's classes of data exceptions and of violated constraints
        || (exception is VectorStoreException { InnerException: { } inner and not InvalidDataException } && Includes(inner));

    /// <summary>Returns whether a fault speaks of what surrounds documents: a store, a cluster, a disk or a network, which come back.</summary>
    public static bool IsOfSurroundings(Exception exception)
    {
        for (var fault = exception; fault is not null; fault = fault.InnerException)
        {
            if (TransientFaults.Includes(fault) || fault is IOException or HttpRequestException or OutOfMemoryException || (fault is DbException && !Includes(fault)))
                return true;
        }

        return false;
    }

    /// <summary>Returns whether the models of a cluster and a collection do not fit together, which neither time nor another document mends.</summary>
    public static bool IsMismatch(Exception exception) => exception is VectorSpaceMismatchException or EmbeddingGemmaSpaceMismatchException;

    /// <summary>Describes a fault for a report.</summary>
    public static string Describe(Exception exception) => $"{exception.GetType().Name}: {exception.Message}";
}
