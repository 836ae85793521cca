using System.ComponentModel;
using Microsoft.Extensions.VectorData;
using ModelContextProtocol;
using ModelContextProtocol.Server;

namespace SK.EmbeddingGemma.Cli;

/// <summary>What an agent can do with a memory. As thread-safe as the memory.</summary>
internal sealed class MemoryTools(TextMemory memory, AllowedFolders folders)
{
    private const int MostTexts = 50;

    /// <summary>Remembers a text.</summary>
    [McpServerTool(Name = "remember", Title = "Remember", Destructive = false, Idempotent = true, OpenWorld = false)]
    [Description("Stores a piece of information in long-term memory on this machine, so that it can be recalled later by its meaning. Use it for facts, decisions and preferences worth keeping. Returns the key with which it can be forgotten.")]
    public Task<string> RememberAsync(
        [Description("The information, written so that it is understood without its context.")] string text,
        [Description("Where it comes from, such as a file, a person or a conversation.")] string? source = null,
        [Description("A short title.")] string? title = null,
        [Description("Tags to recall it by.")] string[]? tags = null,
        CancellationToken cancellationToken = default) =>
        TellAsync(() => memory.RememberAsync(text, source, title, tags, cancellationToken));

    /// <summary>Recalls what is relevant to a question.</summary>
    [McpServerTool(Name = "recall", Title = "Recall", ReadOnly = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Searches long-term memory, texts and indexed files, by meaning, and returns what is relevant to a question, the most relevant first. An empty list means that nothing relevant is known.")]
    public Task<IReadOnlyList<RecalledText>> RecallAsync(
        [Description("What to look for: a question or a few words.")] string query,
        [Description("The most texts to return, 1 to 50.")] int top = 5,
        [Description("Only texts from this source.")] string? source = null,
        CancellationToken cancellationToken = default) =>
        TellAsync(() => memory.RecallAsync(query, new() { Top = Math.Clamp(top, 1, MostTexts), Source = string.IsNullOrEmpty(source) ? null : source }, cancellationToken));

    /// <summary>Forgets a text or a file.</summary>
    [McpServerTool(Name = "forget", Title = "Forget", Destructive = true, Idempotent = true, OpenWorld = false)]
    [Description("Deletes one piece of information, or what is known of one file, from long-term memory, for good. Returns whether there was something with that key.")]
    public Task<bool> ForgetAsync(
        [Description("The key, as given by remember or recall.")] string key,
        CancellationToken cancellationToken = default) =>
        TellAsync(() => memory.ForgetAsync(key, cancellationToken));

    /// <summary>Indexes a folder.</summary>
    [McpServerTool(Name = "index_folder", Title = "Index a folder", Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Reads the text, Markdown, source code, HTML and PDF files of a folder into long-term memory, so that recall finds them. Called again, it takes what changed and forgets what is gone.")]
    public Task<IngestionResult> IndexFolderAsync(
        [Description("The folder. A relative path starts at the first folder that the server allows.")] string path,
        [Description("Only files that match one of these patterns, such as **/*.md.")] string[]? include = null,
        [Description("Leaves out files that match one of these patterns.")] string[]? exclude = null,
        IProgress<ProgressNotificationValue>? progress = null,
        CancellationToken cancellationToken = default) =>
        TellAsync(() => memory.IngestFolderAsync(folders.Resolve(path), Choose(include ?? [], exclude ?? []), progress is null ? null : new FolderProgress(progress), cancellationToken));

    /// <summary>Leaves out links: one may lead out of the folders that are allowed.</summary>
    private static IngestionOptions Choose(string[] include, string[] exclude)
    {
        var options = FolderRequest.ToIngestion(include, exclude);
        options.FollowLinkedFiles = false;
        return options;
    }

    /// <summary>Passes on what the agent can do something about: the protocol hides the messages of other exceptions.</summary>
    private static async Task<T> TellAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception failure) when (failure is ArgumentException or IOException or UnauthorizedAccessException or VectorStoreException or InvalidOperationException)
        {
            throw new McpException(failure.Message, failure);
        }
    }

    private sealed class FolderProgress(IProgress<ProgressNotificationValue> inner) : IProgress<IngestionProgress>
    {
        public void Report(IngestionProgress value) => inner.Report(new() { Progress = value.FilesDone, Total = value.FilesFound, Message = value.Source });
    }
}
