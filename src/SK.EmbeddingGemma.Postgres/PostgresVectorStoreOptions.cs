using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;
using Npgsql;

namespace SK.EmbeddingGemma;

/// <summary>Settings of a <see cref="PostgresVectorStore"/>, copied when it is built.</summary>
/// <remarks>Not thread-safe while it is being changed.</remarks>
public sealed class PostgresVectorStoreOptions
{
    /// <summary>Makes settings for a database.</summary>
    /// <param name="connectionString">How to reach it, in the words of Npgsql.</param>
    /// <exception cref="ArgumentException"><paramref name="connectionString"/> is empty.</exception>
    [SetsRequiredMembers]
    public PostgresVectorStoreOptions(string connectionString) => ConnectionString = connectionString;

    /// <summary>Makes settings whose <see cref="ConnectionString"/> the initializer gives.</summary>
    public PostgresVectorStoreOptions()
    {
    }

    /// <summary>Gets or sets how to reach the database, in the words of Npgsql: host, port, user, pool, time-outs. It is never logged.</summary>
    /// <exception cref="ArgumentException">The value is empty, or Npgsql does not understand it.</exception>
    public required string ConnectionString
    {
        get;
        set
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value);
            _ = new NpgsqlConnectionStringBuilder(value); // an unknown keyword is refused here
            field = value;
        }
    }

    /// <summary>Gets or sets the schema of the database in which the store lives, which is created where it is missing. Default: <c>public</c>.</summary>
    /// <exception cref="ArgumentException">The value is empty, longer than 63 bytes, or has a character U+0000.</exception>
    public string Schema
    {
        get;
        set
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value);
            if (System.Text.Encoding.UTF8.GetByteCount(value) > 63 || value.Contains('\0', StringComparison.Ordinal))
                throw new ArgumentException("A schema's name has at most 63 bytes, and no character U+0000.", nameof(value));
            field = value;
        }
    } = "public";

    /// <summary>Gets or sets how vectors are kept in collections that are created from now on. Default: <see cref="PostgresVectorFormat.Pgvector"/>, which the database must have.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public PostgresVectorFormat VectorFormat
    {
        get;
        set => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The format is not defined: use Pgvector or RealArray.");
    }

    /// <summary>Gets or sets the generator for vector properties that have none of their own or their collection's. Default: <see langword="null"/>, none. The store does not dispose it.</summary>
    public IEmbeddingGenerator? EmbeddingGenerator { get; set; }

    /// <summary>
    /// Gets or sets whether the text that a vector is generated from is kept beside it, so that <see cref="VectorStoreCollectionReembedExtensions.ReembedAsync"/> can make
    /// the vectors anew with another model. Default: <see langword="true"/>.
    /// </summary>
    public bool KeepSourceText { get; set; } = true;

    internal PostgresVectorStoreOptions Clone() => (PostgresVectorStoreOptions)MemberwiseClone();
}
