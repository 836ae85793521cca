using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace SK.EmbeddingGemma.Cli;

/// <summary>
/// Reads texts from the lines of a stream, in batches. A thread of its own reads ahead, so that a read that blocks holds up
/// neither the texts that are there nor a cancellation.
/// </summary>
/// <param name="stream">The stream; disposed at its end.</param>
/// <param name="parser">Makes texts of lines.</param>
/// <param name="source">What the stream is, for messages.</param>
/// <param name="fills">Whether to wait for full batches, as for a file, or take what is there, as from a pipe that may pause.</param>
internal sealed class LineBatches(Stream stream, LineParser parser, string source, bool fills) : ITextBatches
{
    private const int ReadAhead = 512;

    /// <summary>Reads the texts, in order, once.</summary>
    /// <exception cref="InvalidDataException">A line is not what it should be; thrown after the batch with the lines before it.</exception>
    public async IAsyncEnumerable<TextBatch> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<InputText>(new BoundedChannelOptions(ReadAhead) { SingleReader = true, SingleWriter = true });
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pump = Task.Run(() => PumpAsync(channel.Writer, stopped.Token), CancellationToken.None);
        try
        {
            while (await channel.Reader.WaitToReadAsync(cancellationToken))
                yield return await NextAsync(channel.Reader, cancellationToken);
        }
        finally
        {
            await stopped.CancelAsync();
            if (fills)
                await pump; // a file is closed when this returns; a pipe may block for ever
        }
    }

    private async Task<TextBatch> NextAsync(ChannelReader<InputText> reader, CancellationToken cancellationToken)
    {
        var batch = new TextBatch();
        while (!batch.IsFull)
        {
            if (reader.TryRead(out var text))
                batch.Add(text);
            else if (!fills || reader.Completion.IsCompleted)
                break;
            else
                await Task.WhenAny(reader.WaitToReadAsync(cancellationToken).AsTask()); // a fault shows at the next batch
        }

        return batch;
    }

    private async Task PumpAsync(ChannelWriter<InputText> writer, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            await using (stream)
            {
                var lines = new LineReader(stream, source);
                while (await lines.ReadAsync(cancellationToken) is { } line)
                {
                    if (parser.Parse(line.Span, lines.LineNumber) is { } text)
                        await writer.WriteAsync(text, cancellationToken);
                }
            }
        }
#pragma warning disable CA1031 // Whatever it is, the channel carries it to the reader.
        catch (Exception caught)
#pragma warning restore CA1031
        {
            failure = caught;
        }

        writer.Complete(failure);
    }
}
