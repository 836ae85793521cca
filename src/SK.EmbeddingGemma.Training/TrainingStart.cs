namespace SK.EmbeddingGemma;

/// <summary>What a model knows before it is trained to embed.</summary>
public enum TrainingStart
{
    /// <summary>Nothing: its weights are random.</summary>
    Random,

    /// <summary>To go on with texts, as a language model does; its layers then see both ways.</summary>
    DecoderOnly,

    /// <summary>
    /// To read texts for a decoder that mends them: first a language model, whose layers then become encoder and decoder of a model that learns UL2's denoising (arXiv 2205.05131), as
    /// T5Gemma was made (arXiv 2504.06225). The encoder is kept.
    /// </summary>
    EncoderDecoder,
}
