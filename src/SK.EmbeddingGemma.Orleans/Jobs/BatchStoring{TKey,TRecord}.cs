using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Jobs;

/// <summary>Stores a batch; where documents are at fault, in halves, until they are found: the others are stored.</summary>
/// <param name="collection">Where to.</param>
/// <param name="suspicion">When a document is at fault whose fault does not say so.</param>
internal sealed class BatchStoring<TKey, TRecord>(VectorStoreCollection<TKey, TRecord> collection, Suspicion suspicion)
    where TKey : notnull
    where TRecord : class
{
    /// <summary>After how many documents that fail, with none stored, it is not the documents.</summary>
    private const int MostUnexplained = 8;

    private readonly List<(IndexingDocument<TRecord> Document, Exception Fault)> _faulty = [];

    /// <summary>Gets the documents that cannot be stored, and why.</summary>
    public IReadOnlyList<(IndexingDocument<TRecord> Document, Exception Fault)> Faulty => _faulty;

    /// <summary>Gets the number of documents that are stored.</summary>
    public int Stored { get; private set; }

    /// <summary>Gets the faults that do not speak of documents, where nothing is stored: they may be those of what surrounds them.</summary>
    private List<Exception> Unexplained => Stored > 0 ? [] : [.. _faulty.Select(static faulty => faulty.Fault).Where(static fault => !DocumentFaults.Includes(fault))];

    /// <summary>Stores the documents that can be stored.</summary>
    /// <exception cref="Exception">What the store throws that is not the fault of documents.</exception>
    public async Task StoreAsync(List<IndexingDocument<TRecord>> batch, CancellationToken cancellationToken)
    {
        await StorePartAsync(batch, cancellationToken).ConfigureAwait(false);
        if (Unexplained is { Count: > 0 } unexplained && !await MayBeAllAsync(cancellationToken).ConfigureAwait(false))
            throw NothingStored(unexplained[^1]);
    }

    private async Task StorePartAsync(List<IndexingDocument<TRecord>> part, CancellationToken cancellationToken)
    {
        if (part.Count == 0)
            return;

        try
        {
            await collection.UpsertAsync(part.Select(static document => document.Record!), cancellationToken).ConfigureAwait(false);
            Stored += part.Count;
            return;
        }
        catch (Exception exception) when (part.Count == 1 && MayBeTheDocument(exception))
        {
            _faulty.Add((part[0], exception));
        }
        catch (Exception exception) when (MayBeTheDocument(exception))
        {
            var half = part.Count / 2;
            await StorePartAsync(part[..half], cancellationToken).ConfigureAwait(false);
            await StorePartAsync(part[half..], cancellationToken).ConfigureAwait(false);
        }

        if (Unexplained is { Count: > MostUnexplained } unexplained)
            throw NothingStored(unexplained[^1]);
    }

    private bool MayBeTheDocument(Exception exception) =>
        DocumentFaults.Includes(exception) || (suspicion != Suspicion.None && exception is not OperationCanceledException && !DocumentFaults.IsMismatch(exception));

    /// <summary>Returns whether the documents are at fault though none is stored: what surrounds them is there, and says nothing of being away.</summary>
    private async Task<bool> MayBeAllAsync(CancellationToken cancellationToken) =>
        suspicion == Suspicion.WhereTheStoreAnswers
        && !_faulty.Exists(static faulty => DocumentFaults.IsOfSurroundings(faulty.Fault))
        && await collection.CollectionExistsAsync(cancellationToken).ConfigureAwait(false);

    private InvalidOperationException NothingStored(Exception last) =>
        new($"None of {_faulty.Count} documents can be stored, though they were tried one by one. {DocumentFaults.Describe(last)}", last);
}
