using System.Diagnostics;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Server.Npm;

/// <summary>The openai package of npm with the script that calls it, installed once into the project's obj folder.</summary>
internal static class OpenAIPackage
{
    private const string Version = "7.55.0";

    private static readonly string Folder = RepositoryRoot.PathOf("tests/SK.EmbeddingGemma.Server.Proofs/obj/npm");

    /// <summary>Installs the package where that was not done yet.</summary>
    public static async Task InstallAsync()
    {
        Directory.CreateDirectory(Folder);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Npm", "embed.mjs"), Path.Combine(Folder, "embed.mjs"), overwrite: true);
        var marker = Path.Combine(Folder, $"{Version}.installed");
        if (File.Exists(marker))
            return;

        await File.WriteAllTextAsync(Path.Combine(Folder, "package.json"), $$"""{ "private": true, "dependencies": { "openai": "{{Version}}" } }""");
        await RunAsync(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["install", "--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"], "");
        await File.WriteAllTextAsync(marker, "");
    }

    /// <summary>Runs the script.</summary>
    /// <returns>What it printed.</returns>
    public static Task<string> EmbedAsync(string request) => RunAsync("node", ["embed.mjs"], request);

    private static async Task<string> RunAsync(string program, string[] args, string input)
    {
        var start = new ProcessStartInfo(program, args) { WorkingDirectory = Folder, UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await error);
        return await output;
    }
}
