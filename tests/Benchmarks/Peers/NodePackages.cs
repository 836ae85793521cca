using System.Runtime.InteropServices;
using SK.EmbeddingGemma.Benchmarks.Processes;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Benchmarks.Peers;

/// <summary>A peer from npm with the script that makes a runner of it, installed once into the project's obj folder.</summary>
/// <param name="name">The peer's own folder.</param>
/// <param name="version">The version, which names what was installed.</param>
/// <param name="dependencies">The packages, with exact versions, as in package.json.</param>
/// <param name="optional">Whether packages that its packages name as optional are needed.</param>
internal sealed class NodePackages(string name, string version, string dependencies, bool optional)
{
    private const string LlamaVersion = "3.22.1";
    private const string TransformersVersion = "4.3.1";

    /// <summary>Gets llama.cpp with its binaries for the CPU, which are optional beside those for GPUs.</summary>
    /// <exception cref="PlatformNotSupportedException">There are none for this platform.</exception>
    public static NodePackages Llama => new("llama", LlamaVersion, $$"""{ "node-llama-cpp": "{{LlamaVersion}}", "@node-llama-cpp/{{LlamaBinaries}}": "{{LlamaVersion}}" }""", optional: false);

    /// <summary>Gets transformers.js, which brings the onnxruntime-node that it was released with.</summary>
    public static NodePackages Transformers => new("transformers", TransformersVersion, $$"""{ "@huggingface/transformers": "{{TransformersVersion}}" }""", optional: true);

    /// <summary>Gets the version.</summary>
    public string Version => version;

    /// <summary>Gets the folder that packages and script are in.</summary>
    public string Folder { get; } = RepositoryRoot.PathOf($"tests/Benchmarks/obj/peers/{name}");

    /// <summary>Installs the packages where that was not done yet, without running their scripts.</summary>
    public async Task InstallAsync()
    {
        Directory.CreateDirectory(Folder);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Peers", $"{name}.mjs"), Path.Combine(Folder, $"{name}.mjs"), overwrite: true);
        var marker = Path.Combine(Folder, $"{version}.installed");
        if (File.Exists(marker))
            return;

        Console.WriteLine($"Installing {name} {version} ...");
        await File.WriteAllTextAsync(Path.Combine(Folder, "package.json"), $$"""{ "private": true, "dependencies": {{dependencies}} }""").ConfigureAwait(false);
        string[] arguments = ["install", "--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error", .. optional ? [] : new[] { "--omit=optional" }];
        using var npm = ChildProcess.Start(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", Folder, arguments);
        await npm.FinishAsync().ConfigureAwait(false);
        await File.WriteAllTextAsync(marker, "").ConfigureAwait(false);
    }

    /// <summary>Returns the version of an installed package, such as one that another brought.</summary>
    public async Task<string> VersionOfAsync(string package)
    {
        using var node = ChildProcess.Start("node", Folder, "-p", $"JSON.parse(require('fs').readFileSync('node_modules/{package}/package.json')).version");
        return (await node.FinishAsync().ConfigureAwait(false)).Trim();
    }

    /// <summary>Starts the script.</summary>
    public ChildProcess Start(params IEnumerable<string> arguments) => ChildProcess.Start("node", Folder, [$"{name}.mjs", .. arguments]);

    private static string LlamaBinaries => (RuntimeInformation.OSArchitecture, OperatingSystem.IsLinux(), OperatingSystem.IsMacOS(), OperatingSystem.IsWindows()) switch
    {
        (Architecture.X64, true, _, _) => "linux-x64",
        (Architecture.Arm64, true, _, _) => "linux-arm64",
        (Architecture.X64, _, true, _) => "mac-x64",
        (Architecture.Arm64, _, true, _) => "mac-arm64-metal",
        (Architecture.X64, _, _, true) => "win-x64",
        (Architecture.Arm64, _, _, true) => "win-arm64",
        _ => throw new PlatformNotSupportedException("node-llama-cpp has no binaries for this platform."),
    };
}
