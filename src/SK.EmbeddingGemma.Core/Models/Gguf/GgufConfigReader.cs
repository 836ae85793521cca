namespace SK.EmbeddingGemma.Models.Gguf;

/// <summary>Reads a GGUF file's metadata as llama.cpp's architecture gemma-embedding does, and refuses whatever this implementation would not compute the same way.</summary>
internal static class GgufConfigReader
{
    /// <summary>The architecture, and with a dot behind it the beginning of its keys.</summary>
    public const string Architecture = "gemma-embedding";

    private const string Prefix = Architecture + ".";
    private const int MeanPooling = 1;
    private const int UsualPeriod = 6;

    /// <summary>Takes the architecture's keys and those of the tokenizer's special tokens.</summary>
    /// <exception cref="InvalidDataException">Something is contradictory, not supported or not known; the message names file and key.</exception>
    public static GemmaConfig Read(GgufMetadata metadata)
    {
        RequireKind(metadata);
        RefuseOtherArithmetic(metadata);
        var headSize = metadata.Integer(Prefix + "attention.key_length", 2, 1 << 14);
        metadata.Integer(Prefix + "attention.value_length", headSize, headSize, headSize);
        metadata.Integer(Prefix + "rope.dimension_count", headSize, headSize, headSize);
        var headCount = metadata.Integer(Prefix + "attention.head_count", 1, 1024);
        var vocabularySize = VocabularySize(metadata);
        var config = new GemmaConfig
        {
            VocabularySize = vocabularySize,
            HiddenSize = metadata.Integer(Prefix + "embedding_length", 1, 1 << 16),
            IntermediateSize = metadata.Integer(Prefix + "feed_forward_length", 1, 1 << 20),
            HeadCount = headCount,
            KeyValueHeadCount = metadata.Integer(Prefix + "attention.head_count_kv", 1, 1024, headCount),
            HeadSize = headSize,
            MaxPositions = metadata.Integer(Prefix + "context_length", 2, GemmaConfigReader.MaxPositions),
            AttentionScale = (float)(1 / Math.Sqrt(headSize)), // any other is in the norm of the queries
            NormEpsilon = NormEpsilon(metadata),
            Layers = Layers(metadata, metadata.Integer(Prefix + "block_count", 1, 1024)),
            LocalRadius = metadata.Integer(Prefix + "attention.sliding_window", 1, int.MaxValue) / 2, // half to either side
            LocalRopeTheta = metadata.Positive(Prefix + "rope.freq_base_swa", 10_000),
            GlobalRopeTheta = metadata.Positive(Prefix + "rope.freq_base", 1_000_000),
            BosTokenId = metadata.Integer("tokenizer.ggml.bos_token_id", 0, vocabularySize - 1),
            EosTokenId = metadata.Integer("tokenizer.ggml.eos_token_id", 0, vocabularySize - 1),
            PadTokenId = metadata.Integer("tokenizer.ggml.padding_token_id", 0, vocabularySize - 1, 0),
            NormOffset = 0,
        };
        RequireSizes(metadata, config);
        return config;
    }

    private static void RequireKind(GgufMetadata metadata)
    {
        metadata.RequireText("general.architecture", Architecture);
        if (metadata.Text("general.type") is { } type && type != "model")
            throw metadata.Fault("general.type", $"is {JsonSection.Show(type)}, but only whole models are supported.");
        if (metadata.Integer("split.count", 0, ushort.MaxValue, 1) > 1)
            throw metadata.Fault("split.count", "says that this is a part of a model in several files: merge them into one (llama-gguf-split --merge).");
    }

    private static void RefuseOtherArithmetic(GgufMetadata metadata)
    {
        metadata.RequireFlag(Prefix + "attention.causal", required: false, "a causal model is not an EmbeddingGemma.");
        var pooling = metadata.Integer(Prefix + "pooling_type", int.MinValue, int.MaxValue);
        if (pooling != MeanPooling)
            throw metadata.Fault(Prefix + "pooling_type", $"is {pooling}, but only {MeanPooling}, the mean, is supported.");
        const string Scaling = Prefix + "rope.scaling.type";
        if (metadata.Text(Scaling) is { } scaling && scaling != "none")
            throw metadata.Fault(Scaling, $"is {JsonSection.Show(scaling)}, but only \"none\" is supported.");
    }

    private static int VocabularySize(GgufMetadata metadata)
    {
        var size = metadata.RequireList("tokenizer.ggml.tokens", GgufValueType.String).Count;
        if (size == 0)
            throw metadata.Fault("tokenizer.ggml.tokens", "is empty.");
        metadata.Integer(Prefix + "vocab_size", size, size, size);
        return size;
    }

    private static float NormEpsilon(GgufMetadata metadata)
    {
        const string Key = Prefix + "attention.layer_norm_rms_epsilon";
        var epsilon = metadata.Positive(Key);
        return epsilon < 1 ? epsilon : throw metadata.Fault(Key, "is out of range: it must be greater than 0 and less than 1.");
    }

    // A number: the last of so many layers is global, all are local for 0. A list: whether each layer is local.
    private static LayerKind[] Layers(GgufMetadata metadata, int count)
    {
        const string Key = Prefix + "attention.sliding_window_pattern";
        if (metadata.Container.Entries.GetValueOrDefault(Key)?.Type != GgufValueType.Array)
        {
            var period = metadata.Integer(Key, 0, int.MaxValue, UsualPeriod);
            return [.. Enumerable.Range(1, count).Select(number => period > 0 && number % period == 0 ? LayerKind.Global : LayerKind.Local)];
        }

        var list = metadata.RequireList(Key, GgufValueType.Bool);
        if (list.Count != count)
            throw metadata.Fault(Key, $"has {list.Count} elements, but '{Prefix}block_count' is {count}.");
        var flags = metadata.Container.CursorAt(list).Take(count);
        return flags.IndexOfAnyInRange((byte)2, byte.MaxValue) < 0
            ? [.. flags.ToArray().Select(isLocal => isLocal == 1 ? LayerKind.Local : LayerKind.Global)]
            : throw metadata.Fault(Key, "has an element that is neither true nor false.");
    }

    private static void RequireSizes(GgufMetadata metadata, GemmaConfig config)
    {
        if (config.HeadCount % config.KeyValueHeadCount != 0)
            throw metadata.Fault(Prefix + "attention.head_count", $"is {config.HeadCount}, but must be a multiple of head_count_kv, {config.KeyValueHeadCount}.");
        if (config.HeadSize % 2 != 0)
            throw metadata.Fault(Prefix + "attention.key_length", $"is {config.HeadSize}, but must be even: RoPE turns pairs.");
        const string Width = Prefix + "embedding_length";
        long hidden = config.HiddenSize;
        var total = (config.VocabularySize * hidden) + config.LayerWeightCount;
        if (total > GemmaConfigReader.MaxParameters)
            throw metadata.Fault(Width, $"({hidden}), the vocabulary, block_count, feed_forward_length and the attention's sizes make {total} parameters, but at most {GemmaConfigReader.MaxParameters} are supported.");
        if (hidden * Math.Max((long)config.HeadSize * config.HeadCount, config.IntermediateSize) > Array.MaxLength)
            throw metadata.Fault(Width, $"({hidden}) makes a matrix of more than {Array.MaxLength} weights with feed_forward_length or key_length x head_count, which is not supported.");
    }
}
