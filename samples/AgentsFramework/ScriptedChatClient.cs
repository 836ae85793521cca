using Microsoft.Extensions.AI;

/// <summary>Stands in for a language model, so that the sample runs offline: it repeats the first of the memories that the framework put before the question.</summary>
internal sealed class ScriptedChatClient : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        // The framework adds a message with a heading, an instruction and the memories, the most relevant first.
        var memories = messages.LastOrDefault(message => message.Text.StartsWith("## Memories", StringComparison.Ordinal))?.Text.Split('\n').Skip(2).ToList() ?? [];
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, memories.Count == 0 ? "Noted." : $"I remember: {memories[0]}")));
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("The script does not stream: use GetResponseAsync.");

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        // holds nothing
    }
}
