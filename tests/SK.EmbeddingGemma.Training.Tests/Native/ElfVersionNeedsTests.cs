namespace SK.EmbeddingGemma.Native;

public sealed class ElfVersionNeedsTests
{
    [Fact]
    public void TryMakeOptional_NoLibrary_ChangesNothing()
    {
        var bytes = new byte[100];
        Assert.False(ElfVersionNeeds.TryMakeOptional(bytes, "GLIBCXX_3.4.32", "name"));
        Assert.All(bytes, value => Assert.Equal(0, value));
    }

    [Fact]
    public void TryMakeOptional_OfTorchSharp_ChangesOneFlagWhereTheOneSymbolIsNotUsed()
    {
        var file = Directory.GetFiles(AppContext.BaseDirectory, "libLibTorchSharp.so", SearchOption.AllDirectories).FirstOrDefault();
        Assert.SkipWhen(file is null, "The native half of TorchSharp for Linux is not beside the tests.");
        var (before, after) = (File.ReadAllBytes(file!), File.ReadAllBytes(file!));

        Assert.False(ElfVersionNeeds.TryMakeOptional(after, "GLIBCXX_3.4.32", "another"));
        Assert.False(ElfVersionNeeds.TryMakeOptional(after, "GLIBCXX_3.4.21", "_ZSt21ios_base_library_initv")); // much is used of that
        Assert.Equal(before, after);
        Assert.True(ElfVersionNeeds.TryMakeOptional(after, "GLIBCXX_3.4.32", "_ZSt21ios_base_library_initv"));
        Assert.Equal(1, before.Zip(after).Count(pair => pair.First != pair.Second));
    }
}
