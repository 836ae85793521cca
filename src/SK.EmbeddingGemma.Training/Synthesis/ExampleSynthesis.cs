using System.Buffers;
using Microsoft.Extensions.AI;
using SK.EmbeddingGemma.Data;

namespace SK.EmbeddingGemma.Synthesis;

/// <summary>Asks for the examples of texts, some at once, and writes them in the order of the texts.</summary>
internal static class ExampleSynthesis
{
    /// <summary>Runs.</summary>
    public static async Task<int> RunAsync(IChatClient client, IEnumerable<string> texts, TrainingTask task, string output, SyntheticExampleOptions options, CancellationToken cancellationToken)
    {
        var seen = await DoneAsync(output, task, cancellationToken).ConfigureAwait(false);
        var file = new FileStream(output, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        await using var closing = file.ConfigureAwait(false);
        EndAfterLastLine(file);
        var count = 0;
        foreach (var chunk in texts.Select(Checked).Where(seen.Add).Chunk(options.Concurrency))
        {
            var answers = await Task.WhenAll(chunk.Select(AskAsync)).ConfigureAwait(false);
            var lines = new ArrayBufferWriter<byte>();
            foreach (var (text, found) in chunk.Zip(answers))
            {
                foreach (var example in found)
                    ExampleLine.Write(lines, example, text, negatives: [], group: null, title: null);
                count += found.Count;
            }

            await file.WriteAsync(lines.WrittenMemory, CancellationToken.None).ConfigureAwait(false); // whole lines, even where it ends now
            await file.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        }

        return count;

        async Task<IReadOnlyList<string>> AskAsync(string text)
        {
            var response = await client.GetResponseAsync(ExampleRequest.Of(task, text, options), options.Chat, cancellationToken).ConfigureAwait(false);
            return ExampleRequest.Read(response.Text, text, options.Count);
        }
    }

    private static string Checked(string text) => string.IsNullOrWhiteSpace(text) ? throw new ArgumentException("One of the texts is blank: leave it out.", nameof(text)) : text;

    private static async Task<HashSet<string>> DoneAsync(string output, TrainingTask task, CancellationToken cancellationToken)
    {
        if (!File.Exists(output) || new FileInfo(output).Length == 0)
            return new(StringComparer.Ordinal);
        var found = await ExampleFile.ReadAsync(new(output) { Task = task }, cancellationToken).ConfigureAwait(false);
        var pairs = found.Pairs ?? throw new InvalidDataException($"{output} has texts with labels: name a file of pairs, or a new one.");
        return pairs.Select(pair => pair.Positive.Text).ToHashSet(StringComparer.Ordinal);
    }

    private static void EndAfterLastLine(FileStream file)
    {
        if (file.Seek(0, SeekOrigin.End) == 0)
            return;
        file.Seek(-1, SeekOrigin.End);
        if (file.ReadByte() != '\n')
            file.WriteByte((byte)'\n');
    }
}
