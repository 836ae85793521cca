using System.Runtime.InteropServices;
using Microsoft.Extensions.AI;

namespace SK.EmbeddingGemma.Decoration;

/// <summary>
/// The embeddings of one vector property for the records on their way into the store, by text. Of records with the same text but other titles each gets its own
/// in the order of the records, which is the order in which stores ask; asked again, as for a retry, it begins anew. Thread-safe.
/// </summary>
internal sealed class PreparedEmbeddings
{
    private readonly Dictionary<string, Turns> _byText = new(StringComparer.Ordinal);

    /// <param name="texts">The texts, in the order of the records.</param>
    /// <param name="embeddings">Their embeddings.</param>
    public PreparedEmbeddings(IReadOnlyList<DocumentText> texts, IReadOnlyList<Embedding<float>> embeddings)
    {
        for (var index = 0; index < texts.Count; index++)
        {
            ref var turns = ref CollectionsMarshal.GetValueRefOrAddDefault(_byText, texts[index].Text, out _);
            (turns ??= new()).Add(embeddings[index]);
        }
    }

    /// <summary>Returns the text's next embedding, or <see langword="null"/> for a text that was not prepared.</summary>
    public Embedding<float>? Take(string text) => _byText.TryGetValue(text, out var turns) ? turns.Next() : null;

    private sealed class Turns
    {
        private readonly List<Embedding<float>> _embeddings = [];
        private int _taken = -1;

        public void Add(Embedding<float> embedding) => _embeddings.Add(embedding);

        public Embedding<float> Next() => _embeddings[(int)((uint)Interlocked.Increment(ref _taken) % (uint)_embeddings.Count)];
    }
}
