using Microsoft.Extensions.AI;

/// <summary>Stands in for a language model, so that the sample runs offline, and counts how often it is asked.</summary>
internal sealed class ScriptedChatClient : IChatClient
{
    public int Asked { get; private set; }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Asked++;
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, $"Answer {Asked}.")));
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("The script does not stream: use GetResponseAsync.");

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        // holds nothing
    }
}
