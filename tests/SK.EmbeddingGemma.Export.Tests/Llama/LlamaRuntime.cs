using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Llama;

/// <summary>llama.cpp as node-llama-cpp ships it, installed from npm into the project's obj folder once. Not thread-safe.</summary>
internal sealed class LlamaRuntime
{
    /// <summary>The version of node-llama-cpp, which comes with llama.cpp v0.5.0.</summary>
    public const string Version = "3.22.1";

    private readonly string _folder;

    private LlamaRuntime(string folder) => _folder = folder;

    /// <summary>Installs it, or skips the test that asks where that cannot be.</summary>
    public static async Task<LlamaRuntime> InstallAsync(CancellationToken cancellationToken)
    {
        var binaries = Binaries();
        Assert.SkipWhen(binaries is null, "node-llama-cpp has no CPU binaries for this platform.");
        var folder = RepositoryRoot.PathOf("tests/SK.EmbeddingGemma.Export.Tests/obj/llama");
        var marker = Path.Combine(folder, $"{Version}.installed");
        if (!File.Exists(marker))
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(
                Path.Combine(folder, "package.json"), $$"""{ "private": true, "dependencies": { "node-llama-cpp": "{{Version}}", "@node-llama-cpp/{{binaries}}": "{{Version}}" } }""", cancellationToken);
            string[] arguments = ["install", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--loglevel=error"];
            var (exitCode, _, error) = await RunAsync(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", arguments, folder, "", cancellationToken);
            Assert.SkipUnless(exitCode == 0, $"npm cannot install node-llama-cpp {Version}: {error}");
            await File.WriteAllTextAsync(marker, "", cancellationToken);
        }

        File.Copy(Path.Combine(AppContext.BaseDirectory, "Llama", "embed.mjs"), Path.Combine(folder, "embed.mjs"), overwrite: true);
        return new(folder);
    }

    /// <summary>Returns llama.cpp's own ids of each golden's text, and its vector of the golden's ids.</summary>
    public async Task<(int[] Ids, float[] Vector)[]> EmbedAsync(string model, IReadOnlyList<Golden> goldens, CancellationToken cancellationToken)
    {
        var requests = string.Concat(goldens.Select(golden => JsonSerializer.Serialize(new { text = golden.Prompt + golden.Text, ids = golden.Ids }) + "\n"));
        var context = goldens.Max(golden => golden.Ids.Length) + 8;
        var (exitCode, output, error) = await RunAsync("node", ["embed.mjs", model, $"{context}", $"{Environment.ProcessorCount}"], _folder, requests, cancellationToken);
        Assert.True(exitCode == 0, error);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Parse(JsonDocument.Parse(line).RootElement))];
    }

    private static (int[] Ids, float[] Vector) Parse(JsonElement answer) =>
        ([.. answer.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())],
        [.. answer.GetProperty("embedding").EnumerateArray().Select(value => value.GetSingle())]);

    private static string? Binaries() => (RuntimeInformation.OSArchitecture, OperatingSystem.IsLinux(), OperatingSystem.IsMacOS(), OperatingSystem.IsWindows()) switch
    {
        (Architecture.X64, true, _, _) => "linux-x64",
        (Architecture.Arm64, true, _, _) => "linux-arm64",
        (Architecture.X64, _, true, _) => "mac-x64",
        (Architecture.Arm64, _, true, _) => "mac-arm64-metal",
        (Architecture.X64, _, _, true) => "win-x64",
        (Architecture.Arm64, _, _, true) => "win-arm64",
        _ => null,
    };

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string file, string[] arguments, string folder, string input, CancellationToken cancellationToken)
    {
        using var process = new Process
        {
            StartInfo = new(file, arguments)
            {
                WorkingDirectory = folder,
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
                StandardOutputEncoding = Encoding.UTF8,
            },
        };
        try
        {
            process.Start();
        }
        catch (Win32Exception missing)
        {
            Assert.Skip($"{file} is not on this machine: {missing.Message}");
        }

        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
            process.StandardInput.Close();
            var texts = await Task.WhenAll(output, error);
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, texts[0], texts[1]);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
