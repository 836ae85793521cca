using System.Buffers.Binary;
using System.Security.Cryptography;
using CsCheck;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>Compiled tokenizers: what they keep, and files that are none. That they encode alike is shown by the other tests, which run on both.</summary>
public sealed class CompiledTokenizerTests
{
    private static readonly string[] TinyTexts = ["", "abc<bos>c a b<b>", "d▁d d d", "y\u20AC👍é", "▁▁ ▁"];

    private static readonly Lazy<byte[]> LazyTiny = new(() =>
    {
        byte[] compiled = [];
        TinyTokenizerJson.With(TinyTokenizerJson.Create(), file => compiled = Tokenizers.Compile(EmbeddingGemmaTokenizer.FromFile(file)));
        return compiled;
    });

    private static byte[] Tiny => LazyTiny.Value;

    [Fact]
    public void WriteCompiled_SameTokenizer_GivesSameBytes()
    {
        var bytes = Tokenizers.Compile(Tokenizers.Nano);
        Assert.Equal(bytes, Tokenizers.Compile(EmbeddingGemmaTokenizer.FromFile(Tokenizers.NanoFile)));
        Assert.Equal(bytes, Tokenizers.Compile(Tokenizers.Named("nano, compiled")));
        Assert.Equal(bytes, Tokenizers.Compile(Tokenizers.Nano.WithSpecialTokenMatching(false)));
        Assert.NotEqual(bytes, Tokenizers.Compile(Tokenizers.Nano.LimitedTo(5)));
    }

    [Fact]
    public void WriteCompiled_Tables_AreThoseOfTheVersion() =>
        Assert.True(
            Convert.ToHexStringLower(SHA256.HashData(Tiny)) == "e539ddb455beaf928b07f4eb645e82c0e2c0b6a9e31995e53c5c970a76426de3" && CompiledFile.Version == 1,
            $"Compiled tokenizers have changed: raise {nameof(CompiledFile)}.{nameof(CompiledFile.Version)}, since files of the old kind would be taken for new ones; then put {Convert.ToHexStringLower(SHA256.HashData(Tiny))} here.");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ReadCompiled_Members_AreThoseOfTheOriginal(bool maps) => TinyTokenizerJson.With(TinyTokenizerJson.Create(), file =>
    {
        var original = EmbeddingGemmaTokenizer.FromFile(file);
        foreach (var expected in new[] { original, original.LimitedTo(original.VocabularySize - 2), original.LimitedTo(4) })
        {
            var actual = Tokenizers.RoundTrip(expected, maps);
            Assert.Equal(
                (expected.BosTokenId, expected.EosTokenId, expected.PadTokenId, expected.VocabularySize, expected.PieceCount, expected.MatchesSpecialTokens),
                (actual.BosTokenId, actual.EosTokenId, actual.PadTokenId, actual.VocabularySize, actual.PieceCount, actual.MatchesSpecialTokens));
            var ids = Enumerable.Range(0, expected.VocabularySize).ToList();
            Assert.Equal(expected.Decode(ids), actual.Decode(ids));
            Assert.Equal(expected.Decode(ids, skipSpecialTokens: true), actual.Decode(ids, skipSpecialTokens: true));
            foreach (var text in TinyTexts)
            {
                Assert.Equal(expected.EncodeToTokens(text, out _), actual.EncodeToTokens(text, out _));
                Assert.Equal(expected.EncodeToIds(text, considerNormalization: false), actual.EncodeToIds(text, considerNormalization: false));
                Assert.Equal(expected.WithSpecialTokenMatching(false).EncodeToIds(text), actual.WithSpecialTokenMatching(false).EncodeToIds(text));
                Assert.Equal(expected.LimitedTo(3).EncodeToIds(text), actual.LimitedTo(3).EncodeToIds(text));
                Assert.Equal(expected.GetIndexByTokenCountFromEnd(text, 2, out _, out _), actual.GetIndexByTokenCountFromEnd(text, 2, out _, out _));
            }
        }
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ReadCompiled_DamagedBytes_Throws(bool maps) => Gen.Select(Gen.Int[0, Tiny.Length - 1], Gen.Byte).List[1, 8].SampleSeeded(
        changes =>
        {
            var damaged = (byte[])Tiny.Clone();
            foreach (var (at, value) in changes)
            {
                damaged[at] ^= value;
            }

            if (!damaged.AsSpan().SequenceEqual(Tiny))
            {
                AssertRefused(damaged, maps);
            }
        },
        iter: 300);

    [Fact]
    public void ReadCompiled_AnyBitOfTheBeginning_Throws()
    {
        for (var bit = 0; bit < 8 * 32; bit++)
        {
            var damaged = (byte[])Tiny.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertRefused(damaged);
        }
    }

    [Fact]
    public void ReadCompiled_CutOffOrLonger_Throws()
    {
        foreach (var length in Enumerable.Range(0, 40).Concat(Enumerable.Range(1, 40).Select(i => Tiny.Length - i)).Append(Tiny.Length / 2))
        {
            AssertRefused(Tiny.AsSpan(0, length).ToArray());
        }

        AssertRefused([.. Tiny, 0]);
        AssertRefused([.. Tiny, .. Tiny]);
    }

    [Fact]
    public void ReadCompiled_OtherVersion_SaysSo()
    {
        var other = (byte[])Tiny.Clone();
        BinaryPrimitives.WriteInt32LittleEndian(other.AsSpan(4), CompiledFile.Version + 1);
        Assert.Contains($"version {CompiledFile.Version + 1}", AssertRefused(other).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadCompiled_OtherTables_Throws()
    {
        AssertRefused(Write(_ => { }));
        AssertRefused(Write(file => file.Add<char>("text")));
        AssertRefused(Write(file => file.Add<ulong>([1, 2])));
        AssertRefused(Write(file =>
        {
            file.Add<char>("text");
            file.Add<int>([0, 4]);
            file.Add<uint>([0, 1]);
            file.Add<int>([1, 1]);
        }));

        static byte[] Write(Action<CompiledFileWriter> write)
        {
            using var stream = new MemoryStream();
            var file = new CompiledFileWriter(stream);
            write(file);
            file.Finish();
            return stream.ToArray();
        }
    }

    [Fact]
    public void ReadCompiled_OtherFile_Throws() => Assert.Throws<InvalidDataException>(() => EmbeddingGemmaTokenizer.ReadCompiled(Tokenizers.NanoFile));

    [Fact]
    public void ReadCompiled_Missing_Throws() =>
        Assert.Throws<FileNotFoundException>(() => EmbeddingGemmaTokenizer.ReadCompiled(Path.Combine(AppContext.BaseDirectory, "no-such-tokenizer.bin")));

    [Fact]
    public async Task ReadCompiled_CollectedWhileEncoding_EncodesToTheEnd()
    {
        var bytes = Tokenizers.Compile(Tokenizers.Nano);
        var text = string.Concat(Enumerable.Repeat("Nobody holds a tokenizer that is in its last call, and <b>still</b> it reads. ", 5_000));
        using var stop = new CancellationTokenSource();
        var collecting = Task.Run(
            () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                }
            },
            TestContext.Current.CancellationToken);

        var ids = Enumerable.Range(0, 5).Select(_ => Encode(bytes, text)).ToList();

        await stop.CancelAsync();
        await collecting;
        Assert.All(ids, actual => Assert.Equal(Tokenizers.Nano.EncodeToIds(text), actual));

        static IReadOnlyList<int> Encode(byte[] bytes, string text)
        {
            EmbeddingGemmaTokenizer? tokenizer = null;
            TinyTokenizerJson.With(bytes, file => tokenizer = EmbeddingGemmaTokenizer.ReadCompiled(file));
            return tokenizer!.EncodeToIds(text);
        }
    }

    [Fact]
    public void ReadCompiled_NoLongerUsed_LeavesNoMapping()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("Mappings are listed on Linux.");
        }

        TinyTokenizerJson.With(Tiny, file =>
        {
            var ids = Count(file);
            for (var i = 0; i < 10 && IsMapped(file); i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }

            Assert.Equal(2, ids);
            Assert.False(IsMapped(file));
        });

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static int Count(string file)
        {
            var tokenizer = EmbeddingGemmaTokenizer.ReadCompiled(file);
            Assert.True(IsMapped(file));
            return tokenizer.EncodeForModel("").Ids.Length;
        }

        static bool IsMapped(string file) => File.ReadAllText("/proc/self/maps").Contains(file, StringComparison.Ordinal);
    }

    private static InvalidDataException AssertRefused(byte[] content, bool maps = true)
    {
        InvalidDataException? thrown = null;
        TinyTokenizerJson.With(content, file =>
        {
            thrown = Assert.Throws<InvalidDataException>(() => EmbeddingGemmaTokenizer.ReadCompiled(file, maps));
            Assert.Contains(file, thrown.Message, StringComparison.Ordinal);
        });
        return thrown!;
    }
}
