using Microsoft.Extensions.AI;

/// <summary>
/// Stands in for a language model, so that the sample runs offline: it calls the tools that it is given as a model would. What it is told it remembers; a question it answers with what it recalls.
/// </summary>
internal sealed class ScriptedChatClient : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var conversation = messages.ToList();
        var asked = conversation.Last(message => message.Role == ChatRole.User).Text;
        var isQuestion = asked.EndsWith('?');
        var result = conversation[^1].Contents.OfType<FunctionResultContent>().FirstOrDefault();
        var answer = result is null ? new ChatMessage(ChatRole.Assistant, [Call(options!, isQuestion, asked)])
            : isQuestion ? new ChatMessage(ChatRole.Assistant, Answer(result))
            : new ChatMessage(ChatRole.Assistant, "I will remember that.");
        return Task.FromResult(new ChatResponse(answer));
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("The script does not stream: use GetResponseAsync.");

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        // holds nothing
    }

    private static FunctionCallContent Call(ChatOptions options, bool isQuestion, string text)
    {
        var tool = options.Tools!.Single(tool => tool.Name.EndsWith(isQuestion ? "recall" : "remember", StringComparison.Ordinal));
        return new("call-1", tool.Name, new Dictionary<string, object?> { [isQuestion ? "query" : "text"] = text, [isQuestion ? "top" : "source"] = isQuestion ? 1 : "conversation" });
    }

    private static string Answer(FunctionResultContent result)
    {
        using var recalled = System.Text.Json.JsonDocument.Parse(result.Result!.ToString()!);
        var texts = recalled.RootElement.EnumerateArray().Select(text => text.GetProperty("text").GetString()).ToList();
        return texts.Count == 0 ? "I do not know." : $"You told me: {string.Join(' ', texts)}";
    }
}
