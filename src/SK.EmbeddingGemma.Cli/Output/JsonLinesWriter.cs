using System.Buffers;
using System.Text.Json;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Writes a JSON value a line.</summary>
internal sealed class JsonLinesWriter<T>(ResultLayout<T> layout, OutputTarget target) : ResultWriter<T>
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public override void Add(T result)
    {
        using (var writer = new Utf8JsonWriter(_buffer, JsonDocumentWriter<T>.Options))
            layout.WriteJson(writer, result);
        _buffer.Write("\n"u8);
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        await target.WriteAsync(_buffer.WrittenMemory, cancellationToken);
        _buffer.ResetWrittenCount();
    }
}
