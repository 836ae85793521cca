using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Models.Gguf;

namespace SK.EmbeddingGemma.Weights;

/// <summary>
/// Computes a short name for the content of a model's directory or GGUF file, so that vectors of two versions are not mixed: the beginning of
/// a SHA-256 over the configuration files, the tokenizer, the headers of weights and a sample of every tensor. It tells
/// versions apart; it is no proof against forgery, because most weights are not read (1.2 GB would take seconds).
/// </summary>
internal static class ModelRevision
{
    // Two pieces of a tensor: training moves all of its numbers.
    private const int PieceBytes = 2048;
    private const int FileSamples = 64;
    private const int HexDigits = 16;

    // What is not here has no effect on vectors, or is data of the modules below.
    private static readonly string[] ConfigFiles = ["config.json", "sentence_bert_config.json", "tokenizer_config.json"];

    /// <summary>Returns 16 hexadecimal digits; reads the tokenizer's file and some 4 kB for each tensor.</summary>
    /// <exception cref="InvalidDataException">A weight file is damaged.</exception>
    public static string Compute(ModelDirectory directory)
    {
        if (directory.Released is { } released)
            return released.Revision;

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AppendLabel(hash, $"normalizes {directory.Normalizes}, default prompt {directory.DefaultPromptName}", directory.MaxTokens);
        foreach (var (name, prompt) in directory.Prompts.OrderBy(prompt => prompt.Key, StringComparer.Ordinal))
            AppendLabel(hash, name + "\0" + prompt, name.Length);
        if (directory.IsGguf)
            hash.AppendData(GgufModel.Hash(directory.Path, GgufConfigReader.Architecture + "."));
        else
            AppendFiles(hash, directory);
        hash.AppendData(directory.TokenizerHash);
        foreach (var file in directory.Onnx is { } onnx ? onnx.ExternalFiles.Prepend(onnx.Path) : [])
            AppendFileSamples(hash, file);
        if (directory.Onnx is null)
        {
            using var transformer = TensorSource.Open(directory);
            AppendSamples(hash, transformer);
        }

        foreach (var module in directory.DenseModules)
        {
            if (!directory.IsGguf)
                AppendFile(hash, "dense", Path.Combine(module.Folder, "config.json"));
            using var dense = TensorSource.Open(module);
            AppendSamples(hash, dense);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..HexDigits];
    }

    private static void AppendFiles(IncrementalHash hash, ModelDirectory directory)
    {
        foreach (var name in ConfigFiles)
            AppendFile(hash, name, Path.Combine(directory.Path, name));
        AppendLabel(hash, Path.GetFileName(directory.TokenizerFile), new FileInfo(directory.TokenizerFile).Length);
    }

    private static void AppendFile(IncrementalHash hash, string name, string path)
    {
        if (!File.Exists(path))
            return;
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        AppendLabel(hash, name, stream.Length);
        hash.AppendData(SHA256.HashData(stream));
    }

    /// <summary>Appends name, type, shape and two pieces of every tensor.</summary>
    public static void AppendSamples(IncrementalHash hash, TensorSource source)
    {
        var piece = new byte[PieceBytes];
        foreach (var (name, info) in source.Tensors.OrderBy(tensor => tensor.Key, StringComparer.Ordinal))
        {
            AppendLabel(hash, $"{name} {info.Type} {info.ShapeText}", info.ByteCount);
            var count = (int)Math.Min(PieceBytes, info.ByteCount);
            foreach (var position in new[] { 0, (info.ByteCount - count) / 2 })
            {
                source.ReadBytes(name, position, piece.AsSpan(0, count));
                hash.AppendData(piece, 0, count);
            }
        }
    }

    /// <summary>Appends length and pieces of a file: of a graph without weights most, of weights a sample.</summary>
    private static void AppendFileSamples(IncrementalHash hash, string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        var length = RandomAccess.GetLength(file);
        AppendLabel(hash, Path.GetFileName(path), length);
        var piece = new byte[FileSamples * PieceBytes];
        for (var sample = 0; sample < FileSamples; sample++)
        {
            var count = RandomAccess.Read(file, piece, Math.Max(0, (length - piece.Length) * sample / (FileSamples - 1)));
            hash.AppendData(piece, 0, count);
        }
    }

    // The length keeps neighbours apart: "ab" + "c" is not "a" + "bc".
    private static void AppendLabel(IncrementalHash hash, string name, long length)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        hash.AppendData(Encoding.UTF8.GetBytes(name));
        hash.AppendData(bytes);
    }
}
