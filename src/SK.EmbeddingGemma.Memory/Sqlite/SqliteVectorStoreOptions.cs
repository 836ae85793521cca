using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace SK.EmbeddingGemma;

/// <summary>Settings of a <see cref="SqliteVectorStore"/>, copied when it is built.</summary>
/// <remarks>Not thread-safe while it is being changed.</remarks>
public sealed class SqliteVectorStoreOptions
{
    /// <summary>Makes settings for a database file.</summary>
    /// <param name="path">The file's path, or <c>:memory:</c> for a database that lives as long as the store.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    [SetsRequiredMembers]
    public SqliteVectorStoreOptions(string path) => Path = path;

    /// <summary>Makes settings whose <see cref="Path"/> the initializer gives.</summary>
    public SqliteVectorStoreOptions()
    {
    }

    /// <summary>Gets or sets the path of the database file, which the first operation creates; its folder must exist. <c>:memory:</c> is a database that lives as long as the store.</summary>
    /// <exception cref="ArgumentException">The value is empty.</exception>
    public required string Path
    {
        get;
        set
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value);
            field = value;
        }
    }

    /// <summary>Gets or sets the generator for vector properties that have none of their own or their collection's. Default: <see langword="null"/>, none. The store does not dispose it.</summary>
    public IEmbeddingGenerator? EmbeddingGenerator { get; set; }

    /// <summary>Gets or sets how long an operation waits while another process writes, 0 to 24 days. Default: 30 seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or longer than 24 days.</exception>
    public TimeSpan BusyTimeout
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(24));
            field = value;
        }
    } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Gets or sets whether the text that a vector is generated from is kept beside it, so that <see cref="VectorStoreCollectionReembedExtensions.ReembedAsync"/> can make
    /// the vectors anew with another model. Default: <see langword="true"/>.
    /// </summary>
    public bool KeepSourceText { get; set; } = true;

    /// <summary>Gets or sets the number format of vectors in collections that are created from now on. Default: <see cref="SqliteVectorFormat.Float32"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public SqliteVectorFormat VectorFormat
    {
        get;
        set => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The format is not defined: use Float32, Float16 or Int8.");
    }

    /// <summary>Gets or sets how the nearest vectors are found. Default: <see cref="VectorSearchStrategy.Exact"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public VectorSearchStrategy Search
    {
        get;
        set => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The strategy is not defined: use Exact or TwoStage.");
    }

    /// <summary>Returns a copy.</summary>
    internal SqliteVectorStoreOptions Clone() => (SqliteVectorStoreOptions)MemberwiseClone();
}
