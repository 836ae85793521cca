using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Weights;

/// <summary>Opens the shards that a model.safetensors.index.json names, and checks that it and they agree on every tensor.</summary>
internal static class ShardIndex
{
    private const int MaxShards = 1024;

    /// <summary>Adds the open shards to <paramref name="files"/>, whose owner closes them, and returns where each tensor is.</summary>
    public static Dictionary<string, (WeightFile File, TensorInfo Info)> Open(string path, List<WeightFile> files)
    {
        var json = JsonSection.Read(path);
        var map = json.Section("weight_map") ?? throw json.Fault("weight_map", "is missing, but must name the file of each tensor.");
        var shardOf = map.Unread.ToArray().ToDictionary(name => name, name => map.Text(name), StringComparer.Ordinal);
        var shards = shardOf.Values.Distinct(StringComparer.Ordinal).ToArray();
        if (shards.Length is 0 or > MaxShards)
            throw json.Fault("weight_map", $"names {shards.Length} files, but must name 1 to {MaxShards}.");

        var located = new Dictionary<string, (WeightFile File, TensorInfo Info)>(StringComparer.Ordinal);
        foreach (var shard in shards)
        {
            var file = WeightFile.Open(Locate(json, path, shard));
            files.Add(file);
            foreach (var info in SafetensorsHeader.Read(file))
            {
                if (!shardOf.TryGetValue(info.Name, out var listed))
                    throw file.Fault(info, $"is not in the index {path}.");
                if (listed != shard)
                    throw file.Fault(info, $"is in this file, but the index {path} has it in {listed}.");
                located.Add(info.Name, (file, info));
            }
        }

        return shardOf.FirstOrDefault(entry => !located.ContainsKey(entry.Key)) is { Key: { } missing, Value: var home }
            ? throw new InvalidDataException($"{path}: tensor '{missing}' is missing from {home}.")
            : located;
    }

    private static string Locate(JsonSection json, string index, string shard) =>
        shard.Length > 0 && ContainedPath.Join(Path.GetDirectoryName(index)!, shard) is { } file
            ? file
            : throw json.Fault("weight_map", $"names {JsonSection.Show(shard)}, but must name files inside the model directory.");
}
