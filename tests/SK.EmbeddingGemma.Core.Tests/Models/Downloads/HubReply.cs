using System.Globalization;

namespace SK.EmbeddingGemma.Models;

/// <summary>What a test's server answers.</summary>
internal sealed class HubReply(int status)
{
    /// <summary>Gets the status.</summary>
    public int Status => status;

    /// <summary>Gets the headers beside Content-Length.</summary>
    public Dictionary<string, string> Headers { get; } = [];

    /// <summary>Gets or sets the body.</summary>
    public byte[] Body { get; set; } = [];

    /// <summary>Gets or sets after how many bytes of the body the connection is cut; <see langword="null"/> for none.</summary>
    public int? CutAfter { get; set; }

    /// <summary>Gets or sets after how many bytes of the body nothing more comes, until the server is disposed; <see langword="null"/> for none.</summary>
    public int? StallAfter { get; set; }

    /// <summary>Gets or sets whether the length of the body is not told.</summary>
    public bool HidesLength { get; set; }

    /// <summary>Adds a header.</summary>
    public HubReply With(string name, string value)
    {
        Headers[name] = value;
        return this;
    }

    /// <summary>Returns the answer of a file, or of the part of it that a request asks for.</summary>
    public static HubReply OfFile(byte[] file, string? range)
    {
        if (range is null)
            return new HubReply(200) { Body = file };
        var bounds = range["bytes=".Length..].Split('-').Select(bound => int.Parse(bound, CultureInfo.InvariantCulture)).ToArray();
        if (bounds[0] >= file.Length)
            return new HubReply(416).With("Content-Range", $"bytes */{file.Length}");
        var end = Math.Min(bounds[1] + 1, file.Length);
        return new HubReply(206) { Body = file[bounds[0]..end] }.With("Content-Range", $"bytes {bounds[0]}-{end - 1}/{file.Length}");
    }
}
