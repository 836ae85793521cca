using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.Tokenizers;
using SK.EmbeddingGemma.Graphs;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.TestSupport;
using SK.EmbeddingGemma.Tokenization;

namespace SK.EmbeddingGemma.Generation;

public sealed class TokenizerCacheTests
{
    private const string Text = "abc<bos>c a b<b> d▁d y";

    [Fact]
    public void Open_SecondTime_ReadsCompiled() => WithCache((cache, source, folder) =>
    {
        var expected = EmbeddingGemmaTokenizer.FromFile(source);
        Assert.Equal(expected.EncodeToIds(Text), cache.Open(ModelWith(source)).EncodeToIds(Text));
        var file = Assert.Single(Directory.GetFiles(folder));
        Assert.Equal(Tokenizers.Compile(expected), File.ReadAllBytes(file));

        var marked = expected.LimitedTo(4); // finds no added token but <bos> and its like
        File.Delete(file);
        File.WriteAllBytes(file, Tokenizers.Compile(marked));
        Assert.NotEqual(marked.EncodeToIds(Text), expected.EncodeToIds(Text));
        Assert.Equal(marked.EncodeToIds(Text), cache.Open(ModelWith(source)).EncodeToIds(Text));
    });

    [Fact]
    public void Open_CompiledDamaged_ReadsSourceAndCompilesAgain() => WithCache((cache, source, folder) =>
    {
        var expected = cache.Open(ModelWith(source)).EncodeToIds(Text);
        var file = Assert.Single(Directory.GetFiles(folder));
        var whole = File.ReadAllBytes(file);
        foreach (var damaged in new[] { [], whole[..100], [.. whole.AsSpan(0, 5000), 77, .. whole.AsSpan(5001)], [.. whole, 0] })
        {
            File.Delete(file);
            File.WriteAllBytes(file, damaged);
            Assert.Equal(expected, cache.Open(ModelWith(source)).EncodeToIds(Text));
            Assert.Equal(whole, File.ReadAllBytes(Assert.Single(Directory.GetFiles(folder))));
        }
    });

    [Fact]
    public void Open_SourceChanged_ReadsTheNewOne() => WithCache((cache, source, folder) =>
    {
        cache.Open(ModelWith(source));
        var written = File.GetLastWriteTimeUtc(source);
        File.WriteAllText(source, File.ReadAllText(source).Replace("003Cb\\u003E", "003Cd\\u003E", StringComparison.Ordinal)); // no longer, and no younger
        File.SetLastWriteTimeUtc(source, written);
        Assert.Equal(EmbeddingGemmaTokenizer.FromFile(source).EncodeToIds("<d> <b>"), cache.Open(ModelWith(source)).EncodeToIds("<d> <b>"));
        Assert.Equal(2, Directory.GetFiles(folder).Length);
    });

    [Fact]
    public void Open_CacheUnusable_Works() => WithCache((_, source, folder) =>
    {
        var file = Path.Combine(Path.GetDirectoryName(folder)!, "file");
        File.WriteAllText(file, "");
        foreach (var location in new[] { new CacheLocation(file, IsNamed: true), new CacheLocation(Path.Combine(file, "below"), IsNamed: false), new CacheLocation(null, IsNamed: false) })
        {
            Assert.Equal(EmbeddingGemmaTokenizer.FromFile(source).EncodeToIds(Text), new TokenizerCache(location, NullLogger.Instance).Open(ModelWith(source)).EncodeToIds(Text));
        }
    });

    [Fact]
    public void Open_SourceMissingOrDamaged_SaysSo() => WithCache((cache, source, _) =>
    {
        File.WriteAllText(source, "{");
        Assert.Contains(source, Assert.Throws<InvalidDataException>(() => cache.Open(ModelWith(source))).Message, StringComparison.Ordinal);
        File.Delete(source);
        Assert.Equal(source, Assert.Throws<FileNotFoundException>(() => cache.Open(ModelWith(source))).FileName);
    });

    [Fact]
    public void Open_AfterInterruptedWrites_RemovesTheOld() => WithCache((cache, source, folder) =>
    {
        Directory.CreateDirectory(folder);
        var (old, young) = (Path.Combine(folder, "old.tmp"), Path.Combine(folder, "young.tmp"));
        File.WriteAllText(old, "");
        File.WriteAllText(young, "");
        File.SetLastWriteTimeUtc(old, File.GetLastWriteTimeUtc(young).AddHours(-2));
        cache.Open(ModelWith(source));
        Assert.Equal([young], Directory.GetFiles(folder, "*.tmp"));
    });

    [Fact]
    public void Open_ManyAtOnce_AllRead() => WithCache((cache, source, folder) =>
    {
        var expected = EmbeddingGemmaTokenizer.FromFile(source).EncodeToIds(Text);
        var actual = new IReadOnlyList<int>[8];
        Parallel.For(0, actual.Length, i => actual[i] = cache.Open(ModelWith(source)).EncodeToIds(Text));
        Assert.All(actual, ids => Assert.Equal(expected, ids));
        Assert.Single(Directory.GetFiles(folder));
    });

    [Fact]
    public void Generator_AskedForTokenizer_CompilesItBeforeAnyConversion()
    {
        using var folder = new TemporaryFolder();
        using var cache = new TemporaryFolder();
        var path = new ModelDirectoryBuilder().Write(folder);
        using var generator = new EmbeddingGemmaGenerator(new() { Model = EmbeddingGemmaModel.FromDirectory(path), CacheDirectory = cache.Path });

        var tokenizer = Assert.IsType<EmbeddingGemmaTokenizer>(generator.GetService(typeof(Tokenizer)));

        Assert.Equal(EmbeddingGemmaTokenizer.FromFile(Path.Combine(path, "tokenizer.json")).EncodeToIds("to be"), tokenizer.EncodeToIds("to be"));
        Assert.Single(Directory.GetFiles(cache.Path, "*", SearchOption.AllDirectories));
    }

    private static ModelDirectory ModelWith(string tokenizer) => ModelDirectory.Open(Path.GetDirectoryName(Tokenizers.NanoFile)!) with { TokenizerFile = tokenizer };

    private static void WithCache(Action<TokenizerCache, string, string> test)
    {
        using var folder = new TemporaryFolder();
        TinyTokenizerJson.With(TinyTokenizerJson.Create(), source =>
            test(new TokenizerCache(new CacheLocation(folder.Path, IsNamed: true), NullLogger.Instance), source, Path.Combine(folder.Path, "tokenizers")));
    }
}
