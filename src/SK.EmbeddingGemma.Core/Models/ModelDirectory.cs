using SK.EmbeddingGemma.Models.Gguf;

namespace SK.EmbeddingGemma.Models;

/// <summary>
/// What a directory in the layout of sentence-transformers, or a GGUF file, says about its model, checked: everything that
/// this implementation would compute otherwise than the reference was refused. Weights are not read yet. Immutable.
/// </summary>
internal sealed record ModelDirectory
{
    /// <summary>Gets the absolute path of the folder with config, weights and tokenizer: the directory itself, unless modules.json names a subfolder for the transformer; or the GGUF file.</summary>
    public required string Path { get; init; }

    /// <summary>Gets the absolute path of the directory itself, with modules.json; or of the GGUF file.</summary>
    public required string Root { get; init; }

    /// <summary>Gets whether it is a GGUF file, which holds everything.</summary>
    public bool IsGguf { get; init; }

    /// <summary>Gets the architecture of the transformer.</summary>
    public required GemmaConfig Config { get; init; }

    /// <summary>Gets the linear layers after pooling, first to last; may be empty.</summary>
    public required IReadOnlyList<DenseModule> DenseModules { get; init; }

    /// <summary>Gets whether a Normalize module is listed.</summary>
    public required bool Normalizes { get; init; }

    /// <summary>Gets how many tokens of a text count, special tokens included; at least 2.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>Gets the width of the final vector, in floats.</summary>
    public required int Dimensions { get; init; }

    /// <summary>Gets the prompts that the model brings, by name; may be empty.</summary>
    public required IReadOnlyDictionary<string, string> Prompts { get; init; }

    /// <summary>Gets the name of the prompt for calls that name none, or <see langword="null"/>.</summary>
    public required string? DefaultPromptName { get; init; }

    /// <summary>Gets the ONNX export that computes the model, or <see langword="null"/> where its weights do.</summary>
    public OnnxModel? Onnx { get; init; }

    /// <summary>Gets what the weights were where they were removed once the model was converted; <see langword="null"/> where they are there.</summary>
    public SourceIdentity? Released { get; init; }

    /// <summary>Gets the absolute path of tokenizer.json, or of tokenizer.model where that alone is there; or of the GGUF file.</summary>
    public required string TokenizerFile { get; init; }

    /// <summary>Gets <see cref="ComputeTokenizerHash"/>, read when first asked for: 33 MB take some 25 ms.</summary>
    public byte[] TokenizerHash => field ??= ComputeTokenizerHash();

    /// <summary>Reads the directory's configuration files.</summary>
    /// <exception cref="ArgumentException"><paramref name="path"/> is <see langword="null"/> or empty.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such directory, or it is a file.</exception>
    /// <exception cref="FileNotFoundException">A file of the layout is missing.</exception>
    /// <exception cref="InvalidDataException">A file is malformed or asks for what is not supported; the message names file and key.</exception>
    public static ModelDirectory Open(string path) => Open(path, needsWeights: true, needsDense: true);

    /// <summary>Reads the configuration files of a directory whose weights were removed once they were converted.</summary>
    /// <inheritdoc cref="Open(string)" path="/exception"/>
    public static ModelDirectory OpenReleased(string path, SourceIdentity source) => Open(path, needsWeights: false, needsDense: false) with { Released = source };

    private static ModelDirectory Open(string path, bool needsWeights, bool needsDense)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var root = System.IO.Path.GetFullPath(path);
        RequireDirectory(root);
        var modules = ReadModules(root);
        var folder = modules[0].Folder;
        var config = GemmaConfigReader.Read(System.IO.Path.Combine(folder, "config.json"));
        var width = config.Second?.VectorSize ?? config.HiddenSize;
        if (modules.Count > 1)
            PoolingConfig.Validate(modules[1].Folder, width);

        var denseModules = new List<DenseModule>();
        foreach (var module in modules.Where(module => module.Kind == ModuleKind.Dense))
        {
            var dense = DenseModule.Read(module.Folder, width);
            if (needsDense)
                WeightFiles.Find(dense.Folder);
            denseModules.Add(dense);
            width = dense.OutFeatures;
        }

        if (config.Second is not null && denseModules.Count > 0)
            throw new InvalidDataException($"{System.IO.Path.Combine(root, "modules.json")}: Dense modules behind an EmbeddingGemma 2 are not supported.");
        var normalizes = modules.Count == 1 || modules[^1].Kind == ModuleKind.Normalize;
        if (modules[^1].Kind == ModuleKind.Normalize)
            RequirePlainNormalize(modules[^1].Folder);
        var prompts = PromptTable.Read(root, config);
        if (needsWeights)
            WeightFiles.Find(folder);
        return new ModelDirectory
        {
            Path = folder,
            Root = root,
            Config = config,
            DenseModules = denseModules,
            Normalizes = normalizes,
            MaxTokens = TokenLimit.Read(folder, config.MaxPositions),
            Dimensions = width,
            Prompts = prompts.Prompts,
            DefaultPromptName = prompts.DefaultName,
            TokenizerFile = FindTokenizer(folder),
        };
    }

    /// <summary>Returns the SHA-256 of what the tokenizer is made from, as it is now: of <see cref="TokenizerFile"/>, or of the tokenizer's part of a GGUF file.</summary>
    public byte[] ComputeTokenizerHash() => IsGguf ? GgufModel.Hash(TokenizerFile, GgufTokenizer.Prefix) : FileHash.Compute(TokenizerFile);

    /// <summary>Reads the tokenizer.</summary>
    /// <inheritdoc cref="EmbeddingGemmaTokenizer.FromFile" path="/exception"/>
    public EmbeddingGemmaTokenizer ReadTokenizer() => IsGguf ? GgufTokenizer.Read(TokenizerFile) : EmbeddingGemmaTokenizer.FromFile(TokenizerFile);

    /// <summary>Throws where the model has no weights that could be written in another format.</summary>
    /// <param name="format">The format, for the message.</param>
    /// <exception cref="NotSupportedException">It is an ONNX export, or an EmbeddingGemma 2.</exception>
    public void RequireExportable(string format)
    {
        if (Onnx is not null)
            throw new NotSupportedException($"The model is an ONNX export, which cannot be exported to {format}: export it from the model that it was made from.");
        if (Config.Second is not null)
            throw new NotSupportedException($"The model is an EmbeddingGemma 2, which cannot be exported to {format}. Its folder {Root} is in safetensors as it is, and there is a public ONNX export: onnx-community/embeddinggemma-2-ONNX on Hugging Face.");
    }

    /// <summary>Reads what lies beside an ONNX export: config.json and the tokenizer, in the same folder or the one above, and the modules where the export ends before them.</summary>
    /// <exception cref="FileNotFoundException">The export or a file beside it is missing.</exception>
    /// <exception cref="InvalidDataException">A file is malformed or asks for what is not supported; or the export has other inputs or outputs.</exception>
    public static ModelDirectory OpenOnnx(string file)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        var summary = OnnxSummary.Read(file);
        var root = FindBeside(summary.Path);
        var config = GemmaConfigReader.Read(System.IO.Path.Combine(root, "config.json"));
        var model = OnnxModel.Of(summary, config);
        var prompts = PromptTable.Read(root, config);
        var hasModules = File.Exists(System.IO.Path.Combine(root, "modules.json"));
        if (!model.IsPooled && !hasModules)
            throw new FileNotFoundException($"The ONNX file {file} gives no '{OnnxModel.Pooled}', only '{OnnxModel.Tokens}', and there is no modules.json in {root} that says what follows: copy it with its folders from where the model comes from.", System.IO.Path.Combine(root, "modules.json"));
        var rest = hasModules ? Open(root, needsWeights: false, needsDense: true) : null;
        return new ModelDirectory
        {
            Path = root,
            Root = root,
            Config = config,
            Onnx = model,
            DenseModules = model.IsPooled ? [] : rest!.DenseModules,
            Normalizes = rest?.Normalizes ?? true,
            MaxTokens = TokenLimit.Read(root, config.MaxPositions),
            Dimensions = (model.IsPooled ? model.Width : null) ?? rest?.Dimensions ?? config.Second?.VectorSize ?? config.HiddenSize,
            Prompts = prompts.Prompts,
            DefaultPromptName = prompts.DefaultName,
            TokenizerFile = FindTokenizer(root),
        };
    }

    // Public exports lie in a folder of their own, below the files that all of them share.
    private static string FindBeside(string file)
    {
        var folder = System.IO.Path.GetDirectoryName(file)!;
        return new[] { folder, System.IO.Path.GetDirectoryName(folder) ?? folder }.FirstOrDefault(candidate => File.Exists(System.IO.Path.Combine(candidate, "config.json")))
            ?? throw new FileNotFoundException($"There is no config.json beside the ONNX file {file}, nor in the folder above: copy it and tokenizer.json from where the export comes from.", System.IO.Path.Combine(folder, "config.json"));
    }

    /// <summary>Returns the modules; of an EmbeddingGemma 2 saved by transformers, which writes no list of them, the transformer alone: the mean and its length are the model's own.</summary>
    private static IReadOnlyList<ModuleEntry> ReadModules(string root) =>
        !File.Exists(System.IO.Path.Combine(root, "modules.json")) && SecondConfigReader.IsSecond(System.IO.Path.Combine(root, "config.json"))
            ? [new ModuleEntry(ModuleKind.Transformer, root)]
            : ModuleList.Read(root);

    private static void RequireDirectory(string root)
    {
        const string WayOut = "Give the folder of a model that sentence-transformers saved (with modules.json and config.json in it), a file that ends in .gguf, or a name: nano, gemma-300m.";
        if (File.Exists(root))
            throw new DirectoryNotFoundException($"The model directory {root} is a file. {WayOut}");
        if (!Directory.Exists(root))
            throw new DirectoryNotFoundException($"The model directory {root} does not exist. {WayOut}");
        if (!Directory.EnumerateFileSystemEntries(root).Any())
            throw new FileNotFoundException($"The model directory {root} is empty. {WayOut}", System.IO.Path.Combine(root, "modules.json"));
    }

    // Models saved before sentence-transformers 5 have no file there, or not even the folder.
    private static void RequirePlainNormalize(string folder)
    {
        var file = System.IO.Path.Combine(folder, "config.json");
        if (!File.Exists(file))
            return;
        var json = JsonSection.Read(file);
        ModuleWiring.RequireSentenceEmbedding(json);
        json.RefuseUnread();
    }

    private static string FindTokenizer(string folder)
    {
        var json = System.IO.Path.Combine(folder, "tokenizer.json");
        if (File.Exists(json))
            return json;
        var model = System.IO.Path.Combine(folder, "tokenizer.model");
        return File.Exists(model)
            ? model
            : throw new FileNotFoundException($"The tokenizer {json} is missing (nor is there a tokenizer.model). Copy it from where the model comes from.", json);
    }
}
