using System.Globalization;
using System.Text.Json;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Weights;
using TorchSharp;

namespace SK.EmbeddingGemma.Checkpoints;

/// <summary>
/// The states of a run, a folder for each step that one was kept at: made beside and renamed when whole, so that a run that is killed goes on from the last whole one. What is random hangs on
/// seed and step alone, so that no generator has a state. Not thread-safe.
/// </summary>
/// <param name="path">The folder of all.</param>
/// <param name="identity">What tells this run from others: settings and data.</param>
internal sealed class CheckpointFolder(string path, string identity)
{
    private const string Prefix = "step-", TemporaryPattern = Prefix + "*.tmp", StateFile = "state.json";
    private const int Kept = 2;

    /// <summary>Reads the newest state into tensors.</summary>
    /// <param name="tensors">All tensors of the state.</param>
    /// <returns>The number of its step; 0 where there is none.</returns>
    /// <exception cref="InvalidDataException">It is of a run with other settings or data.</exception>
    public int Restore(IReadOnlyList<(string Name, torch.Tensor Tensor)> tensors)
    {
        if (Steps() is not [.., var step])
            return 0;
        var file = Path.Combine(FolderOf(step), StateFile);
        var state = JsonSection.Read(file);
        if (state.Text("identity") != identity)
            throw new InvalidDataException($"{path} holds checkpoints of a run with other settings or data: name another folder, or delete this one to begin anew.");
        TensorFile.Read(FolderOf(step), tensors);
        return step;
    }

    /// <summary>Keeps a state, and deletes those before the last two.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(int step, IReadOnlyList<(string Name, torch.Tensor Tensor)> tensors)
    {
        Directory.CreateDirectory(path);
        foreach (var leftover in Directory.GetDirectories(path, TemporaryPattern)) // of a run that was killed
            Directory.Delete(leftover, recursive: true);
        if (!Directory.Exists(FolderOf(step)))
        {
            using var folder = new NewFolder(FolderOf(step), overwrites: false);
            TensorFile.Write(Path.Combine(folder.Path, WeightFiles.Single), tensors);
            File.WriteAllText(Path.Combine(folder.Path, StateFile), JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { ["identity"] = identity }));
            folder.Commit();
        }

        foreach (var old in Steps().SkipLast(Kept))
            Directory.Delete(FolderOf(old), recursive: true);
    }

    private List<int> Steps() => !Directory.Exists(path)
        ? []
        : [.. Directory.GetDirectories(path, Prefix + "*")
            .Select(folder => int.TryParse(Path.GetFileName(folder).AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : -1)
            .Where(step => step >= 0)
            .Order()];

    private string FolderOf(int step) => Path.Combine(path, Prefix + step.ToString("D8", CultureInfo.InvariantCulture));
}
