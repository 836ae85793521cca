using System.Text;
using System.Text.Json;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>The same tokenizer again, written for clearness: straight from the JSON, one string operation at a time, in quadratic time.</summary>
internal sealed class NaiveTokenizer
{
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<(int, int), (int Rank, int Result)> _merges = [];
    private readonly List<(int Id, string Content, bool Special, bool Normalized)> _added = [];
    private readonly string? _unknown;
    private readonly bool _fuses;

    public NaiveTokenizer(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        var model = document.RootElement.GetProperty("model");
        foreach (var piece in model.GetProperty("vocab").EnumerateObject())
        {
            _ids[piece.Name] = piece.Value.GetInt32();
        }

        foreach (var merge in model.GetProperty("merges").EnumerateArray())
        {
            var sides = merge.ValueKind == JsonValueKind.String ? merge.GetString()!.Split(' ') : [.. merge.EnumerateArray().Select(side => side.GetString()!)];
            _merges[(_ids[sides[0]], _ids[sides[1]])] = (_merges.Count, _ids[sides[0] + sides[1]]);
        }

        foreach (var token in document.RootElement.GetProperty("added_tokens").EnumerateArray())
        {
            _added.Add((token.GetProperty("id").GetInt32(), token.GetProperty("content").GetString()!, token.GetProperty("special").GetBoolean(), token.GetProperty("normalized").GetBoolean()));
        }

        _unknown = model.GetProperty("unk_token").GetString();
        _fuses = model.GetProperty("fuse_unk").GetBoolean();
    }

    public IReadOnlyList<string> AddedContents => [.. _added.Select(token => token.Content)];

    public List<int> Encode(string text, bool matchSpecial = true, bool normalize = true)
    {
        var ids = new List<int>();
        foreach (var (part, id) in Split(Repair(text), [.. _added.Where(token => !token.Normalized)], matchSpecial))
        {
            if (id is { } added)
            {
                ids.Add(added);
                continue;
            }

            if (!normalize)
            {
                ids.AddRange(Merge(Symbols(part)));
                continue;
            }

            var normalized = _added.Where(token => token.Normalized).Select(token => token with { Content = token.Content.Replace(' ', '▁') }).ToList();
            foreach (var (rest, normalizedId) in Split(part.Replace(' ', '▁'), normalized, matchSpecial))
            {
                ids.AddRange(normalizedId is { } other ? [other] : Merge(Symbols(rest)));
            }
        }

        return ids;
    }

    public static string Repair(string text) => string.Concat(text.EnumerateRunes());

    private static List<(string Text, int? Id)> Split(string text, List<(int Id, string Content, bool Special, bool Normalized)> tokens, bool matchSpecial)
    {
        var parts = new List<(string, int?)>();
        var plain = new StringBuilder();
        for (var i = 0; i < text.Length;)
        {
            var best = tokens.Where(token => string.CompareOrdinal(text, i, token.Content, 0, token.Content.Length) == 0).OrderByDescending(token => token.Content.Length).FirstOrDefault();
            if (best.Content is null)
            {
                plain.Append(text[i++]);
                continue;
            }

            i += best.Content.Length;
            if (best.Special && !matchSpecial)
            {
                plain.Append(best.Content);
                continue;
            }

            parts.Add((plain.ToString(), null));
            plain.Clear();
            parts.Add((best.Content, best.Id));
        }

        parts.Add((plain.ToString(), null));
        return parts;
    }

    private List<int> Symbols(string text)
    {
        var symbols = new List<int>();
        var owed = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (_ids.TryGetValue(rune.ToString(), out var id))
            {
                Pay();
                symbols.Add(id);
                continue;
            }

            var bytes = Encoding.UTF8.GetBytes(rune.ToString()).Select(value => _ids.GetValueOrDefault($"<0x{value:X2}>", -1)).ToList();
            if (!bytes.Contains(-1))
            {
                symbols.AddRange(bytes);
                continue;
            }

            if (!_fuses)
            {
                Pay();
            }

            owed = true;
        }

        Pay();
        return symbols;

        void Pay()
        {
            if (owed)
            {
                symbols.Add(_ids[_unknown!]);
                owed = false;
            }
        }
    }

    private List<int> Merge(List<int> symbols)
    {
        while (true)
        {
            var best = (Rank: int.MaxValue, At: -1, Result: 0);
            for (var i = 0; i + 1 < symbols.Count; i++)
            {
                if (_merges.TryGetValue((symbols[i], symbols[i + 1]), out var merge) && merge.Rank < best.Rank)
                {
                    best = (merge.Rank, i, merge.Result);
                }
            }

            if (best.At < 0)
            {
                return symbols;
            }

            symbols[best.At] = best.Result;
            symbols.RemoveAt(best.At + 1);
        }
    }
}
