using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;

/// <summary>Answers a question from the cache where one that means the same was answered before. Only for single questions whose answer depends on nothing else: no history, no tools, no user.</summary>
/// <param name="inner">The model that is asked otherwise.</param>
/// <param name="answers">What was answered before.</param>
/// <param name="threshold">The least cosine of two questions that mean the same.</param>
internal sealed class SemanticCachingChatClient(IChatClient inner, VectorStoreCollection<Guid, CachedAnswer> answers, double threshold) : DelegatingChatClient(inner)
{
    /// <summary>The key under which a response says which question it was the answer to.</summary>
    public const string CachedFrom = "cached_from";

    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var conversation = messages.ToList();
        if (conversation is not [{ Role: var role, Text: { Length: > 0 } question }] || role != ChatRole.User || options?.Tools is { Count: > 0 })
            return await base.GetResponseAsync(conversation, options, cancellationToken);

        await foreach (var found in answers.SearchAsync(question, top: 1, cancellationToken: cancellationToken))
        {
            if (found.Score >= threshold)
                return new(new ChatMessage(ChatRole.Assistant, found.Record.Answer)) { AdditionalProperties = new() { [CachedFrom] = found.Record.Question } };
        }

        var response = await base.GetResponseAsync(conversation, options, cancellationToken);
        await answers.UpsertAsync(new CachedAnswer { Id = Guid.CreateVersion7(), Question = question, Answer = response.Text }, cancellationToken);
        return response;
    }
}
