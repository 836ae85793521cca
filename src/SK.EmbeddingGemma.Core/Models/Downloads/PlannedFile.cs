namespace SK.EmbeddingGemma.Models;

/// <summary>A file that is to be fetched, as the hub describes it.</summary>
/// <param name="File">The file.</param>
/// <param name="Tag">The name of its blob.</param>
/// <param name="HubTag">The hub's tag, which every answer must repeat; <see langword="null"/> where a mirror gives none.</param>
/// <param name="RemoteLength">The length of the hub's file.</param>
/// <param name="Part">Which bytes of it.</param>
/// <param name="Prefix">What is written in front of them; mostly nothing.</param>
/// <param name="Sha256">What the result must hash to; <see langword="null"/> where that is not known.</param>
internal sealed record PlannedFile(HubFile File, string Tag, string? HubTag, long RemoteLength, ByteRange Part, byte[] Prefix, string? Sha256)
{
    /// <summary>Gets the length of the result.</summary>
    public long Length => Prefix.Length + Part.Count;

    /// <summary>Gets whether it is all of the hub's file.</summary>
    public bool IsWhole => Part.Count == RemoteLength;
}
