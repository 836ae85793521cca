using System.Text.Json;
using System.Text.Json.Serialization;
using SK.EmbeddingGemma.Server.Requests;

namespace SK.EmbeddingGemma.Server.Embeddings;

/// <summary>Reads the forms that an input has in JSON.</summary>
internal sealed class EmbeddingInputConverter : JsonConverter<EmbeddingInput>
{
    private const string Forms = "a text, an array of token ids, or an array of texts or of arrays of token ids";

    public override EmbeddingInput? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is JsonTokenType.String)
            return new([new(reader.GetString(), null)], IsSingle: true);
        if (reader.TokenType is not JsonTokenType.StartArray)
            throw new ShapeException($"The input must be {Forms}.");

        reader.Read();
        return reader.TokenType is JsonTokenType.Number ? new([new(null, ReadIds(ref reader))], IsSingle: true) : new(ReadItems(ref reader), IsSingle: false);
    }

    public override void Write(Utf8JsonWriter writer, EmbeddingInput value, JsonSerializerOptions options) => throw new NotSupportedException("Inputs are only ever read.");

    private static List<InputItem> ReadItems(ref Utf8JsonReader reader)
    {
        List<InputItem> items = [];
        for (; reader.TokenType is not JsonTokenType.EndArray; reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String)
            {
                items.Add(new(reader.GetString(), null));
            }
            else if (reader.TokenType is JsonTokenType.StartArray)
            {
                reader.Read();
                items.Add(new(null, ReadIds(ref reader)));
            }
            else
            {
                throw new ShapeException(FormattableString.Invariant($"The input at index {items.Count} must be a text or an array of token ids; all in all the input must be {Forms}."));
            }
        }

        return items;
    }

    private static int[] ReadIds(ref Utf8JsonReader reader)
    {
        List<int> ids = [];
        for (; reader.TokenType is not JsonTokenType.EndArray; reader.Read())
        {
            if (reader.TokenType is not JsonTokenType.Number || !reader.TryGetInt32(out var id))
                throw new ShapeException(FormattableString.Invariant($"The token id at index {ids.Count} is no whole number: ids are those of the model's own tokenizer."));
            ids.Add(id);
        }

        return [.. ids];
    }
}
