using System.Text.Json;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>
/// Reads a <c>tokenizer.json</c>. What it asks for is either done exactly or refused by name. <c>truncation</c> and <c>padding</c> are
/// passed over: they are left from the call that saved the file, and sentence-transformers sets its own.
/// </summary>
/// <param name="file">The path of the file, for messages.</param>
internal sealed class TokenizerJsonReader(string file)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <exception cref="InvalidDataException">The file is damaged or asks for what this tokenizer does not do.</exception>
    /// <exception cref="JsonException">The file is not JSON.</exception>
    public TokenTables Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json.StartsWith("\uFEFF"u8) ? json[3..] : json);
        var rules = new TokenizerJsonRules(file);
        var added = new List<AddedToken>();
        var model = new TokenizerJsonModelReader(file);
        reader.Read();
        while (NextKey(ref reader, "", out var key))
        {
            switch (key)
            {
                case "added_tokens":
                    added = new AddedTokenJsonReader(file).Read(ref reader);
                    break;
                case "model":
                    model.Read(ref reader);
                    break;
                case "version" or "normalizer" or "pre_tokenizer" or "post_processor" or "decoder":
                    rules.Check(key, JsonElement.ParseValue(ref reader));
                    break;
                case "truncation" or "padding":
                    reader.Skip();
                    break;
                default:
                    throw Error(key, "is not known to this tokenizer, so what it does cannot be guaranteed");
            }
        }

        while (reader.Read())
        {
            // Whatever follows the object is a JsonException.
        }

        if (!_seen.Contains("model"))
        {
            throw Error("model", "is missing");
        }

        rules.RequireAll();
        var tables = model.Build(added);
        rules.CheckSpecialTokens(tables);
        return tables;
    }

    private bool NextKey(ref Utf8JsonReader reader, string parent, out string key)
    {
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            throw Error(parent, "is an array, not an object");
        }

        key = "";
        if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName)
        {
            return false;
        }

        key = reader.GetString()!;
        if (!_seen.Add(key))
        {
            throw Error(key, "stands there twice");
        }

        reader.Read();
        return true;
    }

    private InvalidDataException Error(string key, string fault) => new($"'{file}': {key} {fault}.");
}
