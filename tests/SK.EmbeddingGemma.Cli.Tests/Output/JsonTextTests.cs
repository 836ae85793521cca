using System.Buffers;
using System.Text;
using System.Text.Json;
using CsCheck;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Cli;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("\\ud83d\\ude00", "\U0001F600")]
    [InlineData("\\uD83D\\uDE00", "\U0001F600")]
    [InlineData("\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000", "\"\\/\b\f\n\r\t\0")]
    [InlineData("ä\U0001F600\\u00e9", "ä\U0001F600é")]
    public void Decode_Token_GivesEveryUnit(string raw, string expected) =>
        Assert.Equal(expected, JsonText.Decode(Encoding.UTF8.GetBytes(raw)));

    // Not a theory: attributes cannot hold lone surrogates.
    [Fact]
    public void Decode_LoneSurrogates_AreKept()
    {
        Assert.Equal("\ud800", JsonText.Decode("\\ud800"u8));
        Assert.Equal("a\udc00\ud800b", JsonText.Decode("a\\udc00\\ud800b"u8));
    }

    [Fact]
    public void Decode_BytesThatAreNoUtf8_GivesReplacementCharacters() =>
        Assert.Equal("a\uFFFDb\uFFFD\n", JsonText.Decode([(byte)'a', 0xFF, (byte)'b', 0xC3, (byte)'\\', (byte)'n']));

    [Fact]
    public void WriteTextValue_LoneSurrogates_AreEscapes() =>
        Assert.Equal("\"a\\ud800b\\udfff\U0001F600\\u2028\\u0085\\u0000\\\"\\\\/ä\"", Write("a\ud800b\udfff\U0001F600\u2028\u0085\0\"\\/ä"));

    [Fact]
    public void WriteTextValue_AnyText_ReadsBack() =>
        Gen.Char.Array[0, 20].Select(characters => new string(characters)).SampleSeeded(
            text =>
            {
                var json = Encoding.UTF8.GetBytes(Write(text));
                var reader = new Utf8JsonReader(json);
                Assert.True(reader.Read());
                Assert.Equal(text, JsonText.Decode(reader.ValueSpan));
                Assert.DoesNotContain((byte)'\n', json);
            },
            iter: 20_000);

    private static string Write(string text)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
            writer.WriteTextValue(text);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
