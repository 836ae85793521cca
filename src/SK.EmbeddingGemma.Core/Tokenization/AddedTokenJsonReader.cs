using System.Text.Json;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>Reads the array <c>added_tokens</c> of a <c>tokenizer.json</c>.</summary>
/// <param name="file">The path of the file, for messages.</param>
internal sealed class AddedTokenJsonReader(string file)
{
    private static readonly string[] Keys = ["id", "content", "single_word", "lstrip", "rstrip", "normalized", "special"];

    /// <param name="reader">The reader, on the start of the array; left on its end.</param>
    /// <exception cref="InvalidDataException">An entry is damaged or asks for what this tokenizer does not do.</exception>
    public List<AddedToken> Read(ref Utf8JsonReader reader)
    {
        var tokens = new List<AddedToken>();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Error("added_tokens", $"is {reader.TokenType}, not an array");
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            tokens.Add(ReadToken(ref reader, $"added_tokens[{tokens.Count}]"));
        }

        return tokens;
    }

    private AddedToken ReadToken(ref Utf8JsonReader reader, string at)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Error(at, $"is {reader.TokenType}, not an object");
        }

        var token = new AddedToken(-1, "", IsSpecial: false, IsNormalized: false);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            if (!seen.Add(key))
            {
                throw Error($"{at}.{key}", "stands there twice");
            }

            token = ReadValue(token, key, ref reader, at);
        }

        return Array.Find(Keys, key => !seen.Contains(key)) is { } missing ? throw Error($"{at}.{missing}", "is missing") : token;
    }

    private AddedToken ReadValue(AddedToken token, string key, ref Utf8JsonReader reader, string at) => (key, reader.TokenType) switch
    {
        ("id", JsonTokenType.Number) when reader.TryGetInt32(out var id) && id is >= 0 and < PieceTable.MaxCount => token with { Id = id },
        ("content", JsonTokenType.String) when reader.GetString() is { Length: > 0 and <= PieceTable.MaxPieceLength } content => token with { Content = content },
        ("special", JsonTokenType.True or JsonTokenType.False) => token with { IsSpecial = reader.GetBoolean() },
        ("normalized", JsonTokenType.True or JsonTokenType.False) => token with { IsNormalized = reader.GetBoolean() },
        ("single_word" or "lstrip" or "rstrip", JsonTokenType.False) => token,
        _ => throw Error($"{at}.{key}", $"has a value (of kind {reader.TokenType}) that is damaged or that this tokenizer does not do"),
    };

    private InvalidDataException Error(string key, string fault) => new($"'{file}': {key} {fault}.");
}
