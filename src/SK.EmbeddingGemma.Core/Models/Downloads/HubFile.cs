namespace SK.EmbeddingGemma.Models;

/// <summary>A file of a repository at its revision.</summary>
internal sealed record HubFile(ManifestSource Source, ManifestFile File)
{
    /// <summary>Returns the address.</summary>
    public Uri Address(Uri endpoint) =>
        new($"{endpoint.AbsoluteUri.TrimEnd('/')}/{Source.Repository}/resolve/{Source.Revision}/{string.Join('/', File.Path.Split('/').Select(Uri.EscapeDataString))}");

    /// <summary>Returns how messages name it.</summary>
    public override string ToString() => $"{File.Path} of {Source.Repository}";
}
