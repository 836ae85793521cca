using Microsoft.Extensions.VectorData;
using Npgsql;

namespace SK.EmbeddingGemma.Databases;

/// <summary>Makes the exceptions of PostgreSQL into those of a vector store, with what went wrong and what to do.</summary>
internal static class PostgresFault
{
    /// <summary>The name of this kind of store in metadata and exceptions.</summary>
    public const string SystemName = "postgresql";

    /// <summary>Returns whether a transaction lost against another one, and succeeds when it is repeated.</summary>
    public static bool IsConflict(PostgresException exception) =>
        exception.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;

    /// <summary>Makes an exception from Npgsql's own, without the values it may show.</summary>
    public static VectorStoreException From(NpgsqlException exception, string database, string operation, string? collection) =>
        Create($"{Explain(exception)} {Outcome(exception, database)}", database, operation, collection, exception);

    /// <summary>Makes an exception with the names that belong to it.</summary>
    public static VectorStoreException Create(string message, string database, string operation, string? collection, Exception? inner = null) => new(message, inner)
    {
        VectorStoreSystemName = SystemName,
        VectorStoreName = database,
        CollectionName = collection,
        OperationName = operation,
    };

    /// <summary>What the server refuses is undone; where the connection breaks in the middle of a commit, nobody knows.</summary>
    private static string Outcome(NpgsqlException exception, string database) => exception is PostgresException
        ? $"Nothing of the operation was written to the database '{database}'."
        : $"Nothing of the operation was written to the database '{database}', unless the connection broke at its very end: repeat it, which does no harm.";

    private static string Explain(NpgsqlException exception) => exception is PostgresException postgres
        ? postgres.SqlState switch
        {
            PostgresErrorCodes.DiskFull => "The disk of PostgreSQL is full: free space and repeat the operation.",
            PostgresErrorCodes.InsufficientPrivilege => $"PostgreSQL refuses it to this user ({postgres.MessageText}): grant the right to create and change tables in the store's schema.",
            PostgresErrorCodes.TooManyConnections => "PostgreSQL has no connection left: let the connection string have a smaller Maximum Pool Size, or allow more connections.",
            PostgresErrorCodes.ProgramLimitExceeded => $"A value is larger than PostgreSQL keeps or indexes ({postgres.MessageText}): split it, or leave the index out.",
            _ => $"PostgreSQL failed with error {postgres.SqlState}: {postgres.MessageText}.",
        }
        : $"PostgreSQL cannot be reached, or its connection broke ({exception.Message}): check that it runs, and the connection string.";
}
