using Google.Protobuf;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>Reads a SentencePiece model (<c>tokenizer.model</c>).</summary>
/// <param name="file">The path of the file, for messages.</param>
internal sealed class SentencePieceReader(string file)
{
    private readonly SentencePieceVocabulary _vocabulary = new(file, "pieces");
    private readonly SentencePieceRules _rules = new(file);

    /// <exception cref="InvalidDataException">The file is damaged or asks for what this tokenizer does not do.</exception>
    /// <exception cref="InvalidProtocolBufferException">The file is no protocol buffer.</exception>
    public TokenTables Read(ReadOnlySpan<byte> content)
    {
        var input = new CodedInputStream(content.ToArray());
        while (input.ReadTag() is not 0 and var tag)
        {
            switch (tag)
            {
                case (1 << 3) | 2:
                    ReadPiece(input.ReadBytes());
                    break;
                case (2 << 3) | 2:
                    _rules.CheckTrainer(input.ReadBytes());
                    break;
                case (3 << 3) | 2:
                    _rules.CheckNormalizer(input.ReadBytes());
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        _rules.RequireAll();
        return _vocabulary.Build();
    }

    private void ReadPiece(ByteString message)
    {
        var input = message.CreateCodedInput();
        var (text, score, kind) = ("", 0f, SentencePieceKind.Normal);
        while (input.ReadTag() is not 0 and var tag)
        {
            switch (tag)
            {
                case (1 << 3) | 2:
                    text = input.ReadString();
                    break;
                case (2 << 3) | 5:
                    score = input.ReadFloat();
                    break;
                case (3 << 3) | 0:
                    kind = (SentencePieceKind)input.ReadEnum();
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        _vocabulary.Add(text, score, kind);
    }
}
