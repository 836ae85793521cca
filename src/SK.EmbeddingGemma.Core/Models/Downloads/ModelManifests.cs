namespace SK.EmbeddingGemma.Models;

/// <summary>The models that are downloaded, pinned.</summary>
internal static class ModelManifests
{
    /// <summary>Gets EmbeddingGemma 300M. The tokenizer.model is not needed beside tokenizer.json.</summary>
    public static ModelManifest Gemma300M { get; } = new(
        "embeddinggemma-300m",
        "gemma-300m",
        "Gemma Terms of Use",
        "https://ai.google.dev/gemma/terms",
        [
            new("google/embeddinggemma-300m", "57c266a740f537b4dc058e1b0cda161fd15afa75", IsGated: true),
            new("unsloth/embeddinggemma-300m", "bfa3c846ac738e62aa61806ef9112d34acb1dc5a"),
        ],
        [
            new("modules.json", 573, "5b5649645fb756dad1a8e2efe7872d3bb32bc00b93c95f276dd17f474eedccdc"),
            new("config.json", 1488, "8f863f76e2d9c710cc833dc92efa898c9adfd41031c786507cc6b0e49c2e3e68"),
            new("config_sentence_transformers.json", 997, "8eadac15526f83d8950aa8d962a7f4f6e3d678bea71689960194561f33a5f64f"),
            new("sentence_bert_config.json", 58, "5ea26221ce733ace29a3897360e7c6ac8816b2ca0f7306657d69e594fece7325"),
            new("1_Pooling/config.json", 312, "35bbd47d7fdf1e378db6130bcc668b09d1aa67a7bbf7c8f89a9c71f4cc8ebcc6"),
            new("2_Dense/config.json", 134, "0661e5e0b67b8f8408ab31ab5d073a78972fc1dc24a49992a64796557e4f9e53"),
            new("3_Dense/config.json", 134, "8c4575c49353d63fb907878856ba94384635c3b2711fd5b7439e7f71888c66fc"),
            new("2_Dense/model.safetensors", 9_437_272, "c327f2acb00149676ade24a75e11eb6ebbd367f9ee050267ba56829d2979f702"),
            new("3_Dense/model.safetensors", 9_437_272, "ffb6cc5162e11e2ce6bc2367e121ee3bbbc4e82e1ee26826bd7573d4948d81b8"),
            new("tokenizer.json", 33_385_008, "6852f8d561078cc0cebe70ca03c5bfdd0d60a45f9d2e0e1e4cc05b68e9ec329e"),
            new("model.safetensors", 1_211_486_072, "cbf5a78393b6a033e0b8a63a57549964f7ed5c6fbeb4ba0694214f36123f2fd2"),
        ],
        ApproximateBytes: 1_263_749_320);

    /// <summary>
    /// Gets EmbeddingGemma 2, of whose weights only the text tower is fetched. No hash of its config.json and of its weights is
    /// published: they are accepted at the pinned revision, which the hub must confirm, by the SHA-256 that the hub itself
    /// states for a whole file, and else by their exact length.
    /// </summary>
    public static ModelManifest Gemma2 { get; } = new(
        "embeddinggemma-2",
        "gemma-2",
        "Apache License 2.0",
        "https://www.apache.org/licenses/LICENSE-2.0",
        [new("google/embeddinggemma-2", "914f7f89142e33e77833254d9c9b90c3cef7303b")],
        [
            new("config.json"),
            new("tokenizer.json", 32_170_510, "4d777ef5bdc1aa36227abdfb77c3e49e7b9c892d16e1b6bda41c393504828be4"),
            new("model.safetensors", TensorPrefix: "language_model."),
        ],
        ApproximateBytes: 574_000_000);
}
