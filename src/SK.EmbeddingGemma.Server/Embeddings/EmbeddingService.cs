using System.Globalization;
using Microsoft.Extensions.Options;
using SK.EmbeddingGemma.Server.Admission;
using SK.EmbeddingGemma.Server.Readiness;
using SK.EmbeddingGemma.Server.Requests;
using SK.EmbeddingGemma.Server.Telemetry;

namespace SK.EmbeddingGemma.Server.Embeddings;

/// <summary>Embeds the texts of requests, as far as there is room. Thread-safe.</summary>
internal sealed class EmbeddingService(
    ModelReadiness readiness, InputAdmission admission, ServerMetrics metrics, TimeProvider time, IOptions<EmbeddingGemmaServerOptions> options)
{
    /// <summary>Gets the model.</summary>
    /// <exception cref="RequestFaultException">It is not loaded yet.</exception>
    public ServedModel Model => readiness.Require();

    /// <summary>Embeds texts, in their order.</summary>
    /// <exception cref="RequestFaultException">They cannot be embedded as asked, or there is no room for them.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<EmbeddingAnswer> EmbedAsync(EmbeddingCall call, CancellationToken cancellationToken)
    {
        var model = Model;
        RequireDimensions(call.Dimensions, model.Width);
        using var place = admission.Enter(call.Inputs.Count);
        var started = time.GetTimestamp();
        var prepared = new TextPreparation(model, call, options.Value.MaxTokensPerRequest).Prepare(cancellationToken);
        var tokenization = time.GetElapsedTime(started);
        metrics.Embedding(prepared.Lengths, tokenization);

        // A prompt is text in front of text, and is there already.
        var asked = EmbeddingGemmaPrompt.None.ToOptions(call.Dimensions);
        asked.AdditionalProperties![EmbeddingGemmaGenerator.NormalizeKey] = call.Normalizes;
        started = time.GetTimestamp();
        var embeddings = await model.Generator.GenerateAsync(prepared.Texts, asked, cancellationToken).ConfigureAwait(false);
        var inference = time.GetElapsedTime(started);
        metrics.Embedded(embeddings.Count, inference);
        return new()
        {
            Vectors = [.. embeddings.Select(embedding => embedding.Vector)],
            Tokens = prepared.Lengths.Sum(length => (long)length),
            Characters = prepared.Characters,
            Truncated = prepared.Truncated,
            Tokenization = tokenization,
            Inference = inference,
        };
    }

    /// <summary>Returns whether texts that are too long are cut.</summary>
    /// <param name="asked">What the request says, or <see langword="null"/>.</param>
    /// <param name="usual">What clients of the dialect expect.</param>
    public bool Truncates(bool? asked, bool usual) =>
        asked ?? (options.Value.Truncation is { } rule ? rule is EmbeddingGemmaTruncation.Truncate : usual && Model.Options.Truncation is EmbeddingGemmaTruncation.Truncate);

    /// <summary>Refuses texts that are embedded elsewhere, such as by a memory, and have too many tokens together.</summary>
    /// <exception cref="RequestFaultException">They have.</exception>
    public void RequireRoomFor(IEnumerable<string> texts)
    {
        var tokenizer = Model.Files.Tokenizer;
        var (tokens, most) = (texts.Sum(text => (long)tokenizer.CountTokens(text)), options.Value.MaxTokensPerRequest);
        if (tokens > most)
            throw TooManyTokens(tokens, most);
    }

    /// <summary>Returns the fault of a request with too many tokens.</summary>
    public static RequestFaultException TooManyTokens(long tokens, int most) => new(
        FaultKind.TooManyTokens, string.Create(CultureInfo.InvariantCulture, $"The request has {tokens} tokens, but at most {most} are embedded at once: send the texts in several requests."), "input");

    private static void RequireDimensions(int? dimensions, int width)
    {
        if (dimensions < 1 || dimensions > width)
        {
            throw new RequestFaultException(
                FaultKind.ValueInvalid, string.Create(CultureInfo.InvariantCulture, $"dimensions is {dimensions}, but vectors of this model can be cut to 1 to {width}; leave it out for {width}."), "dimensions");
        }
    }
}
