using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace SK.EmbeddingGemma.Server.Embeddings;

/// <summary>What an answer cost, in the headers that text-embeddings-inference has for it; and how many texts were cut, which no dialect has a place for.</summary>
internal static class ComputeHeaders
{
    /// <summary>The header with the number of texts that were cut; only where some were.</summary>
    public const string Truncated = "X-EmbeddingGemma-Truncated";

    /// <summary>Writes the headers.</summary>
    public static void Write(HttpResponse response, EmbeddingAnswer answer)
    {
        var headers = response.Headers;
        headers["x-compute-time"] = Milliseconds(answer.Tokenization + answer.Inference);
        headers["x-total-time"] = Milliseconds(answer.Tokenization + answer.Inference);
        headers["x-tokenization-time"] = Milliseconds(answer.Tokenization);
        headers["x-inference-time"] = Milliseconds(answer.Inference);
        headers["x-compute-characters"] = answer.Characters.ToString(CultureInfo.InvariantCulture);
        headers["x-compute-tokens"] = answer.Tokens.ToString(CultureInfo.InvariantCulture);
        if (answer.Truncated > 0)
            headers[Truncated] = answer.Truncated.ToString(CultureInfo.InvariantCulture);
    }

    private static string Milliseconds(TimeSpan duration) => ((long)duration.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
}
