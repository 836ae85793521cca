using System.Text.Json;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>Checks that the small parts of a <c>tokenizer.json</c> ask for exactly what this tokenizer does.</summary>
/// <param name="file">The path of the file, for messages.</param>
internal sealed class TokenizerJsonRules(string file)
{
    private static readonly JsonElement Normalizer = Parse("""{"type":"Replace","pattern":{"String":" "},"content":"\u2581"}""");
    private static readonly JsonElement SplitPattern = Parse("""{"String":" "}""");
    private static readonly JsonElement Decoder = Parse(
        """{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"\u2581"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"}]}""");

    private static readonly JsonElement Template = Parse(
        """[{"SpecialToken":{"id":"<bos>","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"<eos>","type_id":0}}]""");

    private readonly HashSet<string> _checked = new(StringComparer.Ordinal);
    private int _bos;
    private int _eos;

    /// <summary>Checks the value of one of the file's keys.</summary>
    /// <exception cref="InvalidDataException">It asks for something else.</exception>
    public void Check(string key, JsonElement value)
    {
        _checked.Add(key);
        var known = key switch
        {
            "version" => value.ValueKind == JsonValueKind.Null || (value.ValueKind == JsonValueKind.String && value.ValueEquals("1.0"u8)),
            "normalizer" => JsonElement.DeepEquals(value, Normalizer),
            "pre_tokenizer" => IsIdle(value),
            "decoder" => JsonElement.DeepEquals(value, Decoder),
            "post_processor" => IsTemplate(value),
            _ => false,
        };
        if (!known)
        {
            throw new InvalidDataException($"'{file}': {key} asks for something else than the published EmbeddingGemma files do, which this tokenizer cannot reproduce.");
        }
    }

    /// <summary>Checks that no key is missing whose absence would mean something.</summary>
    /// <exception cref="InvalidDataException">One is.</exception>
    public void RequireAll()
    {
        foreach (var key in (ReadOnlySpan<string>)["normalizer", "decoder", "post_processor"])
        {
            if (!_checked.Contains(key))
            {
                throw new InvalidDataException($"'{file}': {key} is missing, without which the text would be read otherwise than by EmbeddingGemma.");
            }
        }
    }

    /// <summary>Checks that the template means the tokens by its names that the vocabulary means.</summary>
    /// <exception cref="InvalidDataException">It does not.</exception>
    public void CheckSpecialTokens(TokenTables tables)
    {
        if (_bos != tables.Bos || _eos != tables.Eos)
        {
            throw new InvalidDataException($"'{file}': post_processor.special_tokens has ids {_bos} and {_eos} for <bos> and <eos>, but the vocabulary has {tables.Bos} and {tables.Eos}.");
        }
    }

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    /// <summary>Returns whether a pre-tokenizer does nothing: none, or one that splits at spaces, of which the normalizer has left none.</summary>
    private static bool IsIdle(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null
        || (IsOf(value, "Split"u8)
            && value.TryGetProperty("pattern"u8, out var pattern) && JsonElement.DeepEquals(pattern, SplitPattern)
            && value.TryGetProperty("invert"u8, out var invert) && invert.ValueKind == JsonValueKind.False);

    private static bool IsOf(JsonElement value, ReadOnlySpan<byte> type) =>
        value.ValueKind == JsonValueKind.Object
        && value.TryGetProperty("type"u8, out var actual) && actual.ValueKind == JsonValueKind.String && actual.ValueEquals(type);

    private bool IsTemplate(JsonElement value) =>
        IsOf(value, "TemplateProcessing"u8)
        && value.TryGetProperty("single"u8, out var single) && JsonElement.DeepEquals(single, Template)
        && value.TryGetProperty("special_tokens"u8, out var tokens) && tokens.ValueKind == JsonValueKind.Object
        && TryGetId(tokens, "<bos>"u8, out _bos) && TryGetId(tokens, "<eos>"u8, out _eos);

    private static bool TryGetId(JsonElement tokens, ReadOnlySpan<byte> name, out int id)
    {
        id = -1;
        return tokens.TryGetProperty(name, out var token) && token.ValueKind == JsonValueKind.Object
            && token.TryGetProperty("ids"u8, out var ids) && ids.ValueKind == JsonValueKind.Array && ids.GetArrayLength() == 1
            && ids[0].ValueKind == JsonValueKind.Number && ids[0].TryGetInt32(out id);
    }
}
