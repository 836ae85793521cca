using System.CommandLine;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Ranks documents by how well they fit a query.</summary>
internal static class SearchCommand
{
    private const string Description = "Ranks documents by how well they answer a query.";

    private const string Details = """
        Documents are the lines of a file, where those of a .jsonl file are "text" or {"text": …,
        "title": …, "prompt": …}; or the text files of a folder and all folders in it, titled with their
        paths, without hidden and binary files. Documents are embedded with the document prompt, the
        query with the query prompt; --prompt and --prompt-text choose another for the query, --title is
        the title of documents that have none. With --format jsonl a line is {"query": …, "rank": …,
        "score": …, "title": …, "file": …, "line": …, "text": … (of a file: "snippet"), "truncatedFrom":
        …}. With --store, chunks of a store that 'embeddinggemma index' made are ranked instead, and only
        those that are relevant: a line is {"query": …, "rank": …, "score": …, "source": …, "title": …,
        "start": …, "page": …, "text": …}.

        Examples:
          embeddinggemma search --documents notes.txt "how do I reset my password?"
          embeddinggemma search --documents docs/ --top 3 "rate limits"
          embeddinggemma search --documents src/ --prompt code-retrieval "where is the retry policy?"
          embeddinggemma search --documents notes.txt --input questions.txt --format jsonl
          embeddinggemma search --store memory.db "how are retries configured?"
        """;

    private const int DefaultTop = 10;
    private const int MostQueries = 10_000;

    public static Command Create(StandardStreams streams)
    {
        var options = new CommonOptions();
        var query = new Argument<string?>("query") { Description = "The query. Left out: each line of --input, or of standard input, is one.", Arity = ArgumentArity.ZeroOrOne };
        var documents = new Option<string?>("--documents") { HelpName = "FILE|FOLDER|-", Description = "Where the documents are, unless --store is given." };
        var store = new Option<string?>("--store", "-s") { HelpName = "FILE", Description = "A store that 'embeddinggemma index' made." };
        var top = new Option<int?>("--top", "-n") { HelpName = "N", Description = $"The most hits to show. Default: {DefaultTop}.", CustomParser = CommonOptions.ParseCount };
        var command = new DetailedCommand("search", Description, Details) { query, documents, store, top };
        options.AddTexts(command);
        command.Add(options.Dimensions);
        options.AddComputing(command);
        options.AddBasics(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new(parsed.GetValue(query), parsed.GetValue(documents), parsed.GetValue(store), parsed.GetValue(top) ?? DefaultTop), CommonSettings.Read(options, parsed), streams, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Request request, CommonSettings settings, StandardStreams streams, CancellationToken cancellationToken)
    {
        if (request.Documents is null == request.Store is null)
            throw new UsageException("Give either --documents, or --store with a file that 'embeddinggemma index' made.");
        if (request.Store is { } store)
            return await SearchStoreAsync(store, request, settings, streams, cancellationToken);
        if (request.Documents is "-" && (request.Query is null || settings.Input is "-"))
            throw new UsageException("--documents - leaves no standard input for the query: give the query on the command line.");

        var source = TextSource.Open(request.Query is null ? [] : [request.Query], settings, streams);
        var documents = OpenDocuments(request.Documents!, settings, streams);
        using var model = OpenedModel.Open(settings, streams);
        var queryPrompt = model.PromptFor(settings with { Title = null }, EmbeddingGemmaPrompt.Query); // the title is the documents'
        var documentPrompt = model.DocumentPrompt(settings.Title);
        await using var target = OutputTarget.Open(settings.Output, streams);

        var queries = await model.EmbedAsync(await source.ReadAllAsync(MostQueries, cancellationToken), queryPrompt, cancellationToken);
        if (queries.Count == 0)
            throw new InvalidDataException("There is no query: the input is empty.");

        var search = new DocumentSearch(queries, request.Top);
        await foreach (var batch in documents.ReadAsync(cancellationToken))
            search.Add(await model.EmbedAsync(batch.Texts, documentPrompt, cancellationToken));
        if (search.DocumentCount == 0)
            throw new InvalidDataException($"There are no documents in {request.Documents}: it has no text.");

        var results = ResultWriter<RankedHit>.Create(SearchLayout.Create(withQuery: queries.Count > 1), settings.Format, target, streams);
        foreach (var hit in search.TakeBest())
            results.Add(hit);
        await results.CompleteAsync(cancellationToken);
        await target.CommitAsync(cancellationToken);
        search.Truncation.Write(streams, settings, model.Directory.MaxTokens);
        return ExitCodes.Success;
    }

    private static async Task<int> SearchStoreAsync(string store, Request request, CommonSettings settings, StandardStreams streams, CancellationToken cancellationToken)
    {
        if (settings.PromptName is not null || settings.PromptText is not null || settings.Title is not null)
            throw new UsageException("--prompt, --prompt-text and --title have no effect with --store: leave them out.");
        var queries = await TextSource.Open(request.Query is null ? [] : [request.Query], settings, streams).ReadAllAsync(MostQueries, cancellationToken);
        return queries.Count == 0
            ? throw new InvalidDataException("There is no query: the input is empty.")
            : await StoreSearch.RunAsync(store, [.. queries.Select(query => query.Text)], request.Top, settings, streams, cancellationToken);
    }

    private static ITextBatches OpenDocuments(string path, CommonSettings settings, StandardStreams streams) => Directory.Exists(path)
        ? new FolderDocuments(path, warning =>
        {
            if (!settings.IsQuiet)
                streams.Error.WriteLine($"warning: {CellText.Escape(warning)}");
        })
        : TextSource.Lines(path, json: false, streams);

    private sealed record Request(string? Query, string? Documents, string? Store, int Top);
}
