using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Writes one JSON document: an array with a result a line, or the only result.</summary>
internal sealed class JsonDocumentWriter<T>(ResultLayout<T> layout, OutputTarget target) : ResultWriter<T>
{
    /// <summary>Property names and numbers need no escapes; texts have their own (<see cref="JsonText"/>).</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static readonly JsonWriterOptions IndentedOptions = Options with { Indented = true };

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private bool _hasResults;

    public override void Add(T result)
    {
        if (!layout.IsSingle)
            _buffer.Write(_hasResults ? ",\n"u8 : "[\n"u8);
        _hasResults = true;
        using var writer = new Utf8JsonWriter(_buffer, layout.IsSingle ? IndentedOptions : Options);
        layout.WriteJson(writer, result);
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        await target.WriteAsync(_buffer.WrittenMemory, cancellationToken);
        _buffer.ResetWrittenCount();
    }

    public override Task CompleteAsync(CancellationToken cancellationToken)
    {
        _buffer.Write(layout.IsSingle ? "\n"u8 : _hasResults ? "\n]\n"u8 : "[]\n"u8);
        return FlushAsync(cancellationToken);
    }
}
