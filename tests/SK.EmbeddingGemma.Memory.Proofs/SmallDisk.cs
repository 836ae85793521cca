using System.ComponentModel;
using System.Diagnostics;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma;

/// <summary>A disk of a few megabytes in memory, part of which is taken until it is given back.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private SmallDisk()
    {
    }

    /// <summary>Mounts one, or skips the test where that is not possible.</summary>
    /// <param name="kilobytes">Its size.</param>
    /// <param name="taken">How much of it is taken.</param>
    public static SmallDisk Mount(int kilobytes, int taken)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A small disk is a tmpfs, which only Linux has.");
        var disk = new SmallDisk();
        if (Run("mount", "-t", "tmpfs", "-o", FormattableString.Invariant($"size={kilobytes}k"), "tmpfs", disk._folder.Path) is { } fault)
        {
            disk._folder.Dispose();
            Assert.Skip($"No small disk can be mounted here, which takes root: {fault}");
        }

        File.WriteAllBytes(disk.PathOf("taken"), new byte[taken * 1024]);
        return disk;
    }

    /// <summary>Returns the path of a file on it.</summary>
    public string PathOf(string name) => Path.Combine(_folder.Path, name);

    /// <summary>Takes all that is left, to the last byte.</summary>
    public void Fill()
    {
        using var file = new FileStream(PathOf("rest"), FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var size in (int[])[4096, 1])
        {
            try
            {
                while (true)
                    file.Write(new byte[size]);
            }
            catch (IOException)
            {
                // not so much is left
            }
        }
    }

    /// <summary>Gives back what was taken.</summary>
    public void Free()
    {
        File.Delete(PathOf("taken"));
        File.Delete(PathOf("rest"));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        var fault = Run("umount", "--lazy", _folder.Path);
        _folder.Dispose();
        Assert.Null(fault);
    }

    /// <summary>Runs a program; returns what it complains of.</summary>
    private static string? Run(string program, params string[] args)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardError = true, UseShellExecute = false })!;
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"{program} ended with {process.ExitCode}: {error.Trim()}";
        }
        catch (Win32Exception fault)
        {
            return fault.Message;
        }
    }
}
