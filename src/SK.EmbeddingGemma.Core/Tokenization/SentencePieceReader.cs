using System.Runtime.CompilerServices;
using Google.Protobuf;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>
/// Reads a SentencePiece model (<c>tokenizer.model</c>). Its merges are not written down: every piece may come from every two pieces
/// that spell it, and the order is that of the reference's conversion, by score and then from the longest left side down. Control and
/// unknown pieces become special added tokens, user-defined ones added tokens.
/// </summary>
/// <param name="file">The path of the file, for messages.</param>
internal sealed class SentencePieceReader(string file)
{
    private readonly List<(string Text, float Score, PieceKind Kind)> _pieces = [];
    private readonly SentencePieceRules _rules = new(file);

    private enum PieceKind
    {
        Normal = 1,
        Unknown = 2,
        Control = 3,
        UserDefined = 4,
        Unused = 5,
        Byte = 6,
    }

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
        var builder = new PieceTableBuilder(file, "pieces", _pieces.Count);
        for (var id = 0; id < _pieces.Count; id++)
        {
            builder.Add(_pieces[id].Text, id);
        }

        var pieces = builder.Build();
        var unknown = _pieces.FindIndex(piece => piece.Kind == PieceKind.Unknown);
        var fallback = new Fallback(pieces, usesBytes: true, unknown, fuses: true);
        if (unknown < 0 && !fallback.IsComplete)
        {
            throw new InvalidDataException($"'{file}': pieces has no unknown piece, so there is nothing for characters outside the vocabulary.");
        }

        return new TokenTablesBuilder(file, "pieces") { Pieces = pieces, Merges = FindMerges(pieces), Fallback = fallback, Added = FindAdded() }.Build();
    }

    private void ReadPiece(ByteString message)
    {
        var input = message.CreateCodedInput();
        var (text, score, kind) = ("", 0f, PieceKind.Normal);
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
                    kind = (PieceKind)input.ReadEnum();
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        if (kind is < PieceKind.Normal or > PieceKind.Byte || float.IsNaN(score))
        {
            throw new InvalidDataException($"'{file}': pieces[{_pieces.Count}] has type {(int)kind} and score {score}; types are 1 to 6, and a score is a number.");
        }

        _pieces.Add((text, score, kind));
    }

    private List<AddedToken> FindAdded()
    {
        var added = new List<AddedToken>();
        for (var id = 0; id < _pieces.Count; id++)
        {
            if (_pieces[id].Kind is PieceKind.Control or PieceKind.Unknown or PieceKind.UserDefined)
            {
                added.Add(new AddedToken(id, _pieces[id].Text, IsSpecial: _pieces[id].Kind != PieceKind.UserDefined, IsNormalized: false));
            }
        }

        return added;
    }

    private MergeTableBuilder FindMerges(PieceTable pieces)
    {
        var found = new List<SentencePieceMerge>(2 * pieces.Count);
        for (var id = 0; id < pieces.Count; id++)
        {
            FindMerges(pieces, id, found);
        }

        found.Sort(SentencePieceMerge.Compare);
        if (found.Count > MergeTable.MaxCount)
        {
            throw new InvalidDataException($"'{file}': pieces spell each other in {found.Count} ways; this tokenizer can rank {MergeTable.MaxCount}.");
        }

        var builder = new MergeTableBuilder(pieces);
        foreach (var merge in found)
        {
            builder.Add(merge.Left, merge.Right, merge.Result);
        }

        return builder;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // runs millions of times in a fresh process, before tiering would come to it
    private void FindMerges(PieceTable pieces, int result, List<SentencePieceMerge> found)
    {
        var text = pieces[result];
        var hash = PieceHash.Seed;
        var leftCharacters = 0;
        for (var middle = 1; middle < text.Length; middle++)
        {
            hash = PieceHash.Append(hash, text[middle - 1]);
            if (char.IsLowSurrogate(text[middle]))
            {
                continue;
            }

            leftCharacters++;
            if (pieces.Find(text[..middle], hash) is >= 0 and var left && pieces.Find(text[middle..]) is >= 0 and var right)
            {
                found.Add(new SentencePieceMerge(_pieces[result].Score, leftCharacters, RightCharacters(text[middle..]), result, left, right));
            }
        }

        static int RightCharacters(ReadOnlySpan<char> right)
        {
            var count = 0;
            foreach (var unit in right)
            {
                count += char.IsLowSurrogate(unit) ? 0 : 1;
            }

            return count;
        }
    }
}
