using System.ComponentModel;
using Microsoft.SemanticKernel;

namespace SK.EmbeddingGemma;

/// <summary>Gives a kernel or an agent a memory: functions to remember, recall and forget texts.</summary>
/// <param name="memory">The memory, which stays the caller's.</param>
/// <remarks>As thread-safe as the memory. Add it with <c>kernel.Plugins.AddFromObject(new EmbeddingGemmaMemoryPlugin(memory), "memory")</c>. A function that a model calls can only change this memory.</remarks>
public sealed class EmbeddingGemmaMemoryPlugin(TextMemory memory)
{
    private const int MostTexts = 50;

    private readonly TextMemory _memory = memory ?? throw new ArgumentNullException(nameof(memory));

    /// <summary>Remembers a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">Where it comes from.</param>
    /// <param name="title">Its title.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The key to forget it by.</returns>
    [KernelFunction("remember")]
    [Description("Stores a piece of information in long-term memory, so that it can be recalled later by its meaning. Use it for facts, decisions and preferences worth keeping.")]
    [return: Description("The key of what was stored, with which it can be forgotten.")]
    public Task<string> RememberAsync(
        [Description("The information, written so that it is understood without its context.")] string text,
        [Description("Where it comes from, such as a file, a person or a conversation. Optional.")] string? source = null,
        [Description("A short title. Optional.")] string? title = null,
        CancellationToken cancellationToken = default) =>
        _memory.RememberAsync(text, source, title, tags: null, cancellationToken);

    /// <summary>Recalls what is relevant to a question.</summary>
    /// <param name="query">The question.</param>
    /// <param name="top">The most texts to return: 1 to 50, what is beyond counts as these.</param>
    /// <param name="source">The only source to recall from.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    [KernelFunction("recall")]
    [Description("Searches long-term memory by meaning, and returns what is relevant to a question, the most relevant first. An empty list means that nothing relevant is known.")]
    [return: Description("The texts, each with its key, score from -1 to 1, source, title and position.")]
    public Task<IReadOnlyList<RecalledText>> RecallAsync(
        [Description("What to look for: a question or a few words.")] string query,
        [Description("The most texts to return, 1 to 50.")] int top = 5,
        [Description("Only texts from this source. Optional.")] string? source = null,
        CancellationToken cancellationToken = default) =>
        _memory.RecallAsync(query, new() { Top = Math.Clamp(top, 1, MostTexts), Source = string.IsNullOrEmpty(source) ? null : source }, cancellationToken);

    /// <summary>Forgets a text.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether there was such a text.</returns>
    [KernelFunction("forget")]
    [Description("Deletes one piece of information from long-term memory, for good. Use it when the user asks to forget something, or when it turned out to be wrong.")]
    [return: Description("Whether there was something with that key.")]
    public Task<bool> ForgetAsync(
        [Description("The key, as given by remember or recall.")] string key,
        CancellationToken cancellationToken = default) =>
        _memory.ForgetAsync(key, cancellationToken);
}
