using Microsoft.AspNetCore.Http;
using SK.EmbeddingGemma.Server.Requests;

namespace SK.EmbeddingGemma.Server.Prompts;

/// <summary>Where clients name a prompt: in the body, behind the model's name, or in a header. The nearer to the text, the more it counts.</summary>
internal static class PromptChoice
{
    /// <summary>The header that names a prompt.</summary>
    public const string Header = "X-EmbeddingGemma-Prompt";

    /// <summary>Returns the text to put in front of a request's texts.</summary>
    /// <param name="context">The request.</param>
    /// <param name="prompts">The model's prompts.</param>
    /// <param name="inBody">The prompt that the body names, or <see langword="null"/>.</param>
    /// <param name="behindModel">The prompt that is named behind the model's name, or <see langword="null"/>.</param>
    /// <exception cref="RequestFaultException">There is no such prompt.</exception>
    public static string Resolve(HttpContext context, PromptTable prompts, string? inBody = null, string? behindModel = null) =>
        inBody is not null ? prompts.Find(inBody, "prompt_name")
        : behindModel is not null ? prompts.Find(behindModel, "model")
        : context.Request.Headers.TryGetValue(Header, out var header) ? prompts.Find(header.ToString(), Header)
        : prompts.Default;
}
