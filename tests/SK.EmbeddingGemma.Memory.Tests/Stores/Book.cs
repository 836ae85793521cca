using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Stores;

/// <summary>A record with a little of everything.</summary>
public sealed class Book
{
    [VectorStoreKey]
    public int Id { get; set; }

    [VectorStoreData(IsIndexed = true)]
    public string? Title { get; set; }

    [VectorStoreData(IsFullTextIndexed = true)]
    public string? Text { get; set; }

    [VectorStoreData(StorageName = "page_count")]
    public int Pages { get; set; }

    [VectorStoreData]
    public int? Year { get; set; }

    [VectorStoreData]
    public bool Lent { get; set; }

    [VectorStoreData]
    public bool? Rare { get; set; }

    [VectorStoreData]
    public double Price { get; set; }

    [VectorStoreData]
    public DateTime Bought { get; set; }

    [VectorStoreData]
    public string[]? Tags { get; set; }

    [VectorStoreData]
    public List<int>? Ratings { get; set; }

    [VectorStoreVector(2)]
    public ReadOnlyMemory<float>? Vector { get; set; }

    /// <summary>Returns five books: every property is the same in two of them, and absent in one where it can be.</summary>
    public static Book[] Shelf() =>
    [
        new() { Id = 1, Title = "Alpha", Text = "sails and harbours", Pages = 100, Year = 1990, Lent = true, Rare = true, Price = 9.5, Bought = new(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc), Tags = ["sea", "old"], Ratings = [5, 4], Vector = At(0) },
        new() { Id = 2, Title = "alpha", Text = "harbours at night", Pages = 200, Year = null, Lent = false, Rare = null, Price = 20, Bought = new(2020, 1, 2, 3, 4, 6, DateTimeKind.Utc), Tags = ["sea"], Ratings = [], Vector = At(10) },
        new() { Id = 3, Title = null, Text = null, Pages = 200, Year = 2001, Lent = false, Rare = false, Price = -1, Bought = new(2021, 6, 1, 0, 0, 0, DateTimeKind.Utc), Tags = null, Ratings = null, Vector = At(20) },
        new() { Id = 4, Title = "", Text = "mountains", Pages = 0, Year = 2001, Lent = true, Rare = true, Price = 9.5, Bought = new(2021, 6, 1, 0, 0, 0, DateTimeKind.Utc), Tags = [], Ratings = [1], Vector = At(30) },
        new() { Id = 5, Title = "Omega", Text = "mountains and harbours", Pages = 300, Year = -5, Lent = false, Rare = true, Price = 0.1, Bought = DateTime.MinValue.ToUniversalTime(), Tags = ["sea", "hills", "old"], Ratings = [5, 5, 1], Vector = At(40) },
    ];

    /// <summary>Returns the unit vector of an angle in degrees.</summary>
    public static ReadOnlyMemory<float> At(double degrees) => new float[] { (float)Math.Cos(degrees * Math.PI / 180), (float)Math.Sin(degrees * Math.PI / 180) };
}
