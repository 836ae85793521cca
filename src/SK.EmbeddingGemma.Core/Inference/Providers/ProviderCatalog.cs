using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace SK.EmbeddingGemma.Inference.Providers;

/// <summary>What ONNX Runtime's execution providers are called, where they come from, and how a session gets them.</summary>
internal static class ProviderCatalog
{
    // The best first. Each is on one kind of machine, but where two are there the first is made for that GPU alone.
    private static readonly Entry[] Entries =
    [
        new(EmbeddingGemmaExecutionProvider.Cuda, "CUDAExecutionProvider", "Microsoft.ML.OnnxRuntime.Gpu", (options, device) => options.AppendExecutionProvider_CUDA(device)),
        new(EmbeddingGemmaExecutionProvider.DirectML, "DmlExecutionProvider", "SK.EmbeddingGemma.DirectML (on Windows)", (options, device) => options.AppendExecutionProvider_DML(device)),
        new(EmbeddingGemmaExecutionProvider.CoreML, "CoreMLExecutionProvider", "Microsoft.ML.OnnxRuntime (on macOS or iOS)", (options, _) => options.AppendExecutionProvider("CoreML", [])),
        new(EmbeddingGemmaExecutionProvider.OpenVino, "OpenVINOExecutionProvider", "Intel.ML.OnnxRuntime.OpenVino", (options, device) => options.AppendExecutionProvider_OpenVINO(DeviceName(device))),
    ];

    /// <summary>Gets the providers beside the processor, the best first.</summary>
    public static IEnumerable<EmbeddingGemmaExecutionProvider> All => Entries.Select(entry => entry.Provider);

    /// <summary>Returns the best of the providers that are there: the processor, where there is no other.</summary>
    public static EmbeddingGemmaExecutionProvider Best(Func<EmbeddingGemmaExecutionProvider, bool> isThere) => All.FirstOrDefault(isThere); // the processor is the first value

    /// <summary>Returns what the native library calls a provider.</summary>
    public static string NativeName(EmbeddingGemmaExecutionProvider provider) => Find(provider).NativeName;

    /// <summary>Returns the package that brings a provider.</summary>
    public static string Package(EmbeddingGemmaExecutionProvider provider) => Find(provider).Package;

    /// <summary>Returns the settings of a session on a provider.</summary>
    /// <param name="provider">The provider, which the native library offers.</param>
    /// <param name="device">Which of its devices, from 0.</param>
    /// <param name="threads">The threads of operations that stay on the processor.</param>
    /// <param name="append">Adds the provider to the settings; <see langword="null"/> for the native library's own way.</param>
    /// <exception cref="OnnxRuntimeException">The device is not there.</exception>
    public static SessionOptions CreateOptions(EmbeddingGemmaExecutionProvider provider, int device, SessionThreads threads, Action<SessionOptions, int>? append = null)
    {
        var options = SessionFactory.Options(threads, GraphOptimizationLevel.ORT_ENABLE_ALL);
        try
        {
            // DirectML demands both: its sessions neither reuse memory by pattern nor run operators side by side (ONNX Runtime's documentation of the DirectML provider).
            options.EnableMemoryPattern = false;
            options.ExecutionMode = ExecutionMode.ORT_SEQUENTIAL;
            (append ?? Find(provider).Append)(options, device);
            return options;
        }
        catch
        {
            options.Dispose();
            throw;
        }
    }

    private static string DeviceName(int device) => device == 0 ? "GPU" : string.Create(CultureInfo.InvariantCulture, $"GPU.{device}");

    private static Entry Find(EmbeddingGemmaExecutionProvider provider) => Entries.Single(entry => entry.Provider == provider);

    private sealed record Entry(EmbeddingGemmaExecutionProvider Provider, string NativeName, string Package, Action<SessionOptions, int> Append);
}
