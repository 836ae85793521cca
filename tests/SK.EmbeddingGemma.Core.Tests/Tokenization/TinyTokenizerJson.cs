using System.Text.Json;
using System.Text.Json.Nodes;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>A small <c>tokenizer.json</c> with one of everything, to be altered by tests.</summary>
internal static class TinyTokenizerJson
{
    private static readonly string[] Pieces =
    [
        "a", "<eos>", "<bos>", "<unk>", "<b>", "<pad>", "b", "c", "d", "▁", " ", "<", ">", "é", "👍", "\uFFFD",
        "ab", "abc", "bc", "bcd", "▁a", "▁ab", "cd", "aa", "aaaa", "é👍", "dé", "zz", "<b", "c▁",
    ];

    private static readonly (string, string)[] Merges =
    [
        ("b", "c"), ("a", "b"), ("ab", "c"), ("a", "bc"), ("c", "d"), ("b", "cd"), ("▁", "a"), ("▁a", "b"), ("a", "a"), ("aa", "aa"), ("é", "👍"), ("d", "é"), ("<", "b"), ("c", "▁"),
    ];

    private static readonly (string Content, bool Special, bool Normalized)[] Added =
    [
        ("<pad>", true, false), ("<eos>", true, false), ("<bos>", true, false), ("<unk>", true, false), ("<b>", false, false),
        ("a b", false, true), ("<bos>c", false, false), ("▁▁", false, false), ("d▁d", true, true), (" c", false, true),
    ];

    public static JsonObject Create(bool withAllBytes = true, bool fuses = true, bool mergesAsStrings = false)
    {
        var bytes = Enumerable.Range(0, 256).Where(value => withAllBytes || value is not (0x79 or 0xE2)).Select(value => $"<0x{value:X2}>");
        var vocabulary = Pieces.Concat(bytes).Select((piece, id) => KeyValuePair.Create(piece, (JsonNode?)JsonValue.Create(id))).ToList();
        var ids = vocabulary.ToDictionary(piece => piece.Key, piece => piece.Value!.GetValue<int>());
        var added = new JsonArray();
        var next = vocabulary.Count;
        foreach (var (content, special, normalized) in Added)
        {
            var id = ids.TryGetValue(content, out var known) ? known : next++;
            added.Add(new JsonObject { ["id"] = id, ["content"] = content, ["single_word"] = false, ["lstrip"] = false, ["rstrip"] = false, ["normalized"] = normalized, ["special"] = special });
        }

        var tokenizer = JsonNode.Parse(Frame)!.AsObject();
        tokenizer["added_tokens"] = added;
        tokenizer["model"] = new JsonObject
        {
            ["type"] = "BPE",
            ["dropout"] = null,
            ["unk_token"] = "<unk>",
            ["continuing_subword_prefix"] = null,
            ["end_of_word_suffix"] = null,
            ["fuse_unk"] = fuses,
            ["byte_fallback"] = true,
            ["ignore_merges"] = false,
            ["vocab"] = new JsonObject(vocabulary),
            ["merges"] = new JsonArray([.. Merges.Select(merge => mergesAsStrings ? JsonValue.Create(merge.Item1 + " " + merge.Item2) : (JsonNode)new JsonArray(merge.Item1, merge.Item2))]),
        };
        return tokenizer;
    }

    /// <summary>Writes a tokenizer into a file of its own and hands that to a test.</summary>
    public static void With(JsonNode tokenizer, Action<string> test) => With(JsonSerializer.SerializeToUtf8Bytes(tokenizer), test);

    public static void With(ReadOnlySpan<byte> content, Action<string> test)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, content);
            test(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private const string Frame = """
        {
          "version": "1.0", "truncation": {"max_length": 5}, "padding": null,
          "added_tokens": [],
          "normalizer": {"type": "Replace", "pattern": {"String": " "}, "content": "▁"},
          "pre_tokenizer": {"type": "Split", "pattern": {"String": " "}, "behavior": "MergedWithPrevious", "invert": false},
          "post_processor": {"type": "TemplateProcessing",
            "single": [{"SpecialToken": {"id": "<bos>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "<eos>", "type_id": 0}}],
            "pair": [],
            "special_tokens": {"<bos>": {"id": "<bos>", "ids": [2], "tokens": ["<bos>"]}, "<eos>": {"id": "<eos>", "ids": [1], "tokens": ["<eos>"]}}},
          "decoder": {"type": "Sequence", "decoders": [{"type": "Replace", "pattern": {"String": "▁"}, "content": " "}, {"type": "ByteFallback"}, {"type": "Fuse"}]},
          "model": {}
        }
        """;
}
