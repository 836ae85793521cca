using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Stores;

/// <summary>What stores say of themselves, and how work ends early.</summary>
public abstract class ServiceTests(StoreFixture fixture)
{
    [Fact]
    public async Task GetService_OfMetadata_NamesStoreAndCollection()
    {
        var books = await fixture.CreateAsync<int, Book>();
        var ofStore = Assert.IsType<VectorStoreMetadata>(fixture.Store.GetService(typeof(VectorStoreMetadata)));
        var ofCollection = Assert.IsType<VectorStoreCollectionMetadata>(books.GetService(typeof(VectorStoreCollectionMetadata)));
        Assert.Equal((fixture.SystemName, fixture.SystemName, books.Name), (ofStore.VectorStoreSystemName, ofCollection.VectorStoreSystemName, ofCollection.CollectionName));
        Assert.Equal(ofStore.VectorStoreName, ofCollection.VectorStoreName);
    }

    [Fact]
    public async Task GetService_OfItselfAndOthers_GivesItselfOrNothing()
    {
        var books = await fixture.CreateAsync<int, Book>();
        Assert.Same(fixture.Store, fixture.Store.GetService(typeof(VectorStore)));
        Assert.Same(books, books.GetService(typeof(VectorStoreCollection<int, Book>)));
        Assert.Same(books, books.GetService(typeof(IKeywordHybridSearchable<Book>)));
        Assert.Null(fixture.Store.GetService(typeof(VectorStoreMetadata), "key"));
        Assert.Null(books.GetService(typeof(VectorStoreCollectionMetadata), "key"));
        Assert.Null(books.GetService(typeof(string)));
        Assert.Throws<ArgumentNullException>(() => books.GetService(null!));
        Assert.Throws<ArgumentNullException>(() => fixture.Store.GetService(null!));
    }

    [Fact]
    public async Task Calls_ThatAreCancelled_EndAndChangeNothing()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        var (books, cancelled) = (await fixture.CreateAsync<int, Book>(Book.Shelf()), source.Token);
        var hybrid = (IKeywordHybridSearchable<Book>)books;
        await CancelledAsync(() => books.UpsertAsync(new Book { Id = 9 }, cancelled));
        await CancelledAsync(() => books.UpsertAsync([new Book { Id = 9 }], cancelled));
        await CancelledAsync(() => books.DeleteAsync(1, cancelled));
        await CancelledAsync(() => books.DeleteAsync([1, 2], cancelled));
        await CancelledAsync(() => books.GetAsync(1, cancellationToken: cancelled));
        await CancelledAsync(() => books.GetAsync([1], cancellationToken: cancelled).ToListAsync().AsTask());
        await CancelledAsync(() => books.GetAsync(book => true, 1, cancellationToken: cancelled).ToListAsync().AsTask());
        await CancelledAsync(() => books.SearchAsync(Book.At(0), 1, cancellationToken: cancelled).ToListAsync().AsTask());
        await CancelledAsync(() => hybrid.HybridSearchAsync(Book.At(0), ["x"], 1, cancellationToken: cancelled).ToListAsync().AsTask());
        await CancelledAsync(() => books.CollectionExistsAsync(cancelled));
        await CancelledAsync(() => books.EnsureCollectionExistsAsync(cancelled));
        await CancelledAsync(() => books.EnsureCollectionDeletedAsync(cancelled));
        await CancelledAsync(() => fixture.Store.CollectionExistsAsync(books.Name, cancelled));
        await CancelledAsync(() => fixture.Store.EnsureCollectionDeletedAsync(books.Name, cancelled));
        await CancelledAsync(() => fixture.Store.ListCollectionNamesAsync(cancelled).ToListAsync().AsTask());
        Assert.Equal([1, 2, 3, 4, 5], await books.GetAsync(book => true, 10).Select(book => book.Id).ToListAsync());

        static Task CancelledAsync(Func<Task> call) => Assert.ThrowsAnyAsync<OperationCanceledException>(call);
    }

    [Fact]
    public async Task Results_ThatAreNotReadToTheirEnd_HoldNothing()
    {
        var books = await fixture.CreateAsync<int, Book>(Book.Shelf());
        await foreach (var found in books.SearchAsync(Book.At(0), 5))
        {
            await books.DeleteAsync(found.Record.Id);
            break;
        }

        Assert.Equal([2, 3, 4, 5], await books.SearchAsync(Book.At(0), 5).Select(found => found.Record.Id).ToListAsync());
    }

    [Fact]
    public async Task Dispose_OfACollection_LeavesItInTheStore()
    {
        var books = await fixture.CreateAsync<int, Book>(Book.Shelf());
        var name = books.Name;
        books.Dispose();
        books.Dispose();
        using var again = fixture.Store.GetCollection<int, Book>(name);
        Assert.Equal(5, await again.GetAsync(book => true, 10).CountAsync());
    }

    [Fact]
    public async Task Dispose_OfAStore_MayBeRepeatedAndLeavesTheGenerator()
    {
        using var generator = new RecordingGenerator();
        var store = fixture.Open(generator);
        await store.GetCollection<int, Book>(fixture.NewName()).EnsureCollectionExistsAsync();
        store.Dispose();
        store.Dispose();
        Assert.False(generator.IsDisposed);
    }

    [Fact]
    public async Task Calls_FromManyThreads_AllSucceed()
    {
        var books = await fixture.CreateAsync<int, Book>();
        await Parallel.ForAsync(0, 40, async (id, cancellation) =>
        {
            await books.UpsertAsync(new Book { Id = id, Pages = id, Vector = Book.At(id) }, cancellation);
            Assert.Equal(id, (await books.GetAsync(id, cancellationToken: cancellation))!.Pages);
            Assert.NotEmpty(await books.SearchAsync(Book.At(id), 3, cancellationToken: cancellation).ToListAsync(cancellation));
        });
        Assert.Equal(40, await books.GetAsync(book => true, 100).CountAsync());
    }
}
