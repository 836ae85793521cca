using CsCheck;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Models;

public sealed class ModelDirectoryFuzzTests
{
    private const int Iterations = 300; // for each file

    private static readonly string[] Fragments =
    [
        "{", "}", "[", "]", "\"", ":", ",", "null", "true", "-1", "0", "1e400", "99999999999", "0.5", "NaN", "\"\\ud800\"", "\"x\"", "../", "[[[[[[[[",
        "\"rope_theta\":", "\"pooling_mode\":", "Identity", "/*", "\u0000",
    ];

    [Theory]
    [InlineData("modules.json")]
    [InlineData("config.json")]
    [InlineData("1_Pooling/config.json")]
    [InlineData("2_Dense/config.json")]
    [InlineData("config_sentence_transformers.json")]
    [InlineData("sentence_bert_config.json")]
    [InlineData("tokenizer_config.json")]
    public void Open_MutatedConfig_GivesAnExceptionOfTheContractOrAModel(string file)
    {
        using var folder = new TemporaryFolder();
        new ModelDirectoryBuilder().Write(folder);
        if (file == "tokenizer_config.json")
        {
            File.Delete(folder.PathOf("sentence_bert_config.json")); // beside which it is not read
        }

        var valid = File.ReadAllText(folder.PathOf(file));
        var edit = Gen.Select(Gen.Int[0, valid.Length], Gen.Int[0, 10], Gen.Int[0, Fragments.Length - 1]);
        edit.Array[1, 3].SampleSeeded(
            edits =>
            {
                var text = TextEdits.Apply(valid, edits, Fragments);
                folder.Write(file, text);
                Check(folder.Path);
            },
            iter: Iterations);
    }

    private static void Check(string path)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Assert.InRange(ModelDirectory.Open(path).Dimensions, 1, 1 << 20);
        }
        catch (Exception fault) when (fault is InvalidDataException or FileNotFoundException) // the latter: another folder inside was named
        {
            Assert.Contains(path, fault.Message, StringComparison.Ordinal);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }
}
