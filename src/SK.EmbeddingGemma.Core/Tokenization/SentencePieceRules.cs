using Google.Protobuf;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>Checks that the specifications in a SentencePiece model ask for exactly what this tokenizer does.</summary>
/// <param name="file">The path of the file, for messages.</param>
internal sealed class SentencePieceRules(string file)
{
    private const int BytePairEncoding = 2;

    private bool _hasTrainer;
    private bool _hasNormalizer;

    /// <summary>Checks a <c>TrainerSpec</c>.</summary>
    /// <exception cref="InvalidDataException">It asks for something else.</exception>
    public void CheckTrainer(ByteString message)
    {
        _hasTrainer = true;
        var input = message.CreateCodedInput();
        var (modelType, fallsBackToBytes, isSuffix) = (1, false, false); // the format's defaults
        while (input.ReadTag() is not 0 and var tag)
        {
            switch (tag)
            {
                case 3 << 3:
                    modelType = input.ReadEnum();
                    break;
                case 24 << 3:
                    isSuffix = input.ReadBool();
                    break;
                case 35 << 3:
                    fallsBackToBytes = input.ReadBool();
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        Require(modelType == BytePairEncoding, "trainer_spec.model_type", modelType, BytePairEncoding);
        Require(fallsBackToBytes, "trainer_spec.byte_fallback", fallsBackToBytes, true);
        Require(!isSuffix, "trainer_spec.treat_whitespace_as_suffix", isSuffix, false);
    }

    /// <summary>Checks a <c>NormalizerSpec</c>.</summary>
    /// <exception cref="InvalidDataException">It asks for something else.</exception>
    public void CheckNormalizer(ByteString message)
    {
        _hasNormalizer = true;
        var input = message.CreateCodedInput();
        var (rules, addsPrefix, removesSpaces, escapes) = (0, true, true, true); // the format's defaults
        while (input.ReadTag() is not 0 and var tag)
        {
            switch (tag)
            {
                case (2 << 3) | 2:
                    rules = input.ReadBytes().Length;
                    break;
                case 3 << 3:
                    addsPrefix = input.ReadBool();
                    break;
                case 4 << 3:
                    removesSpaces = input.ReadBool();
                    break;
                case 5 << 3:
                    escapes = input.ReadBool();
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        Require(rules == 0, "normalizer_spec.precompiled_charsmap, in bytes,", rules, 0);
        Require(!addsPrefix, "normalizer_spec.add_dummy_prefix", addsPrefix, false);
        Require(!removesSpaces, "normalizer_spec.remove_extra_whitespaces", removesSpaces, false);
        Require(escapes, "normalizer_spec.escape_whitespaces", escapes, true);
    }

    /// <summary>Checks that both specifications were there.</summary>
    /// <exception cref="InvalidDataException">One was not.</exception>
    public void RequireAll()
    {
        if (!_hasTrainer || !_hasNormalizer)
        {
            throw new InvalidDataException($"'{file}' has no {(_hasTrainer ? "normalizer_spec" : "trainer_spec")}: it is no SentencePiece model, or cut short.");
        }
    }

    private void Require<T>(bool condition, string key, T actual, T expected)
    {
        if (!condition)
        {
            throw new InvalidDataException($"'{file}': {key} is {actual}, but this tokenizer reproduces {expected} only.");
        }
    }
}
