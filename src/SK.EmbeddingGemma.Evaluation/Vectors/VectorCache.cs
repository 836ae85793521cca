namespace SK.EmbeddingGemma.Vectors;

/// <summary>
/// Keeps vectors in a folder, in files that are added and never changed, so that a run that is stopped at any time leaves whole ones. Several processes may use one folder. Not thread-safe.
/// </summary>
internal sealed class VectorCache
{
    private readonly string _folder;
    private readonly int _dimensions;
    private readonly Dictionary<string, (string File, long Offset)> _places = new(StringComparer.Ordinal);

    /// <summary>Opens a folder, which is created where it is missing; damaged files are deleted.</summary>
    /// <param name="folder">The folder of one model: vectors of another must not be in it.</param>
    /// <param name="dimensions">The length of vectors, in floats.</param>
    public VectorCache(string folder, int dimensions)
    {
        (_folder, _dimensions) = (folder, dimensions);
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(folder, $"*{VectorShard.Extension}"))
        {
            if (VectorShard.ReadHashes(file, dimensions) is { } hashes)
                Add(file, hashes);
            else
            {
                File.Delete(file);
                DamagedFiles++;
            }
        }
    }

    /// <summary>Gets how many files were damaged and are deleted.</summary>
    public int DamagedFiles { get; }

    /// <summary>Returns whether the vector of a text is there.</summary>
    public bool Contains(string hash) => _places.ContainsKey(hash);

    /// <summary>Reads vectors that are there, each into its row.</summary>
    public void Read(IEnumerable<(string Hash, int Row)> wanted, VectorTable vectors)
    {
        foreach (var file in wanted.GroupBy(text => _places[text.Hash].File, StringComparer.Ordinal))
        {
            using var handle = File.OpenHandle(file.Key);
            foreach (var (hash, row) in file)
                VectorShard.ReadVector(handle, _places[hash].Offset, vectors[row]);
        }
    }

    /// <summary>Keeps vectors.</summary>
    public void Write(IReadOnlyList<string> hashes, VectorTable vectors)
    {
        var file = Path.Combine(_folder, $"{Guid.NewGuid():N}{VectorShard.Extension}");
        VectorShard.Write(file, hashes, vectors);
        Add(file, hashes);
    }

    private void Add(string file, IReadOnlyList<string> hashes)
    {
        for (var row = 0; row < hashes.Count; row++)
            _places[hashes[row]] = (file, VectorShard.Offset(hashes.Count, _dimensions, row));
    }
}
