using System.Text;
using SK.EmbeddingGemma.TestSupport;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;

namespace SK.EmbeddingGemma.Ingestion;

public sealed class FileTextTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static Task<Extraction> ReadAsync(string path, long maxBytes = 1 << 20) => FileText.ReadAsync(path, maxBytes, TestContext.Current.CancellationToken);

    public static TheoryData<string> Encodings => ["utf-8", "utf-16", "utf-16BE", "utf-32", "utf-32BE"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task ReadAsync_ByteOrderMark_ChoosesEncoding(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        var path = _folder.Write("a.txt", [.. encoding.GetPreamble(), .. encoding.GetBytes("Grüße 😀")]);
        Assert.Equal("Grüße 😀", (await ReadAsync(path)).Text!.Text);
    }

    [Theory]
    [InlineData(new byte[] { 0x41, 0xFF, 0x42 }, SkipReason.Binary)]
    [InlineData(new byte[] { 0x41, 0, 0x42 }, SkipReason.Binary)]
    [InlineData(new byte[] { 0x20, 0x0A }, SkipReason.Empty)]
    [InlineData(new byte[0], SkipReason.Empty)]
    public async Task ReadAsync_NoText_IsSkipped(byte[] bytes, SkipReason reason) =>
        Assert.Equal(reason, (await ReadAsync(_folder.Write("a.txt", bytes))).Skip);

    [Fact]
    public async Task ReadAsync_TooLongOrMissing_IsSkipped()
    {
        Assert.Equal(SkipReason.TooLong, (await ReadAsync(_folder.Write("a.txt", "12345"), maxBytes: 4)).Skip);
        Assert.Equal(SkipReason.Unreadable, (await ReadAsync(_folder.PathOf("none.txt"))).Skip);
    }

    [Fact]
    public async Task ReadAsync_Html_GivesVisibleTextWithHeadings()
    {
        var path = _folder.Write("a.html", """
            <html><head><title> The page </title><style>p { color: red }</style><script>evil()</script></head><body>
            <h1>Guide</h1><p>First <b>bold</b>
              words.</p><p hidden>secret</p><div style="display: none">gone</div><script>more()</script>
            <h2>Lists</h2><ul><li>one</li><li>two</li></ul><pre>a
              b</pre><table><tr><td>x</td><td>y</td></tr></table><noscript>no</noscript></body></html>
            """);
        var text = (await ReadAsync(path)).Text!;
        Assert.Equal(("The page", TextKind.Markdown), (text.Title, text.Kind));
        Assert.Equal("# Guide\n\nFirst bold words.\n\n## Lists\n\none\ntwo\n\na\n  b\n\nx y", text.Text.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task ReadAsync_DeeplyNestedHtml_IsRead()
    {
        var path = _folder.Write("a.html", string.Concat(Enumerable.Repeat("<div>", 5000)) + "deep");
        Assert.Equal("deep", (await ReadAsync(path)).Text!.Text);
    }

    [Fact]
    public async Task ReadAsync_OldHtml_UsesDeclaredEncoding()
    {
        var path = _folder.Write("a.html", Encoding.Latin1.GetBytes("<html><head><meta charset=\"iso-8859-1\"></head><body>Grüße</body></html>"));
        Assert.Equal("Grüße", (await ReadAsync(path)).Text!.Text);
    }

    [Fact]
    public async Task ReadAsync_Pdf_KnowsPages()
    {
        var text = (await ReadAsync(_folder.Write("a.pdf", Pdf("Page one text.", "Page two text.")))).Text!;
        Assert.Equal(1, text.PageAt(text.Text.IndexOf("one", StringComparison.Ordinal)));
        Assert.Equal(2, text.PageAt(text.Text.IndexOf("two", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ReadAsync_PdfWithPassword_IsSkipped()
    {
        Assert.Equal(SkipReason.Encrypted, (await ReadAsync(_folder.Write("a.pdf", EncryptedPdf.Write("hidden words", "password")))).Skip);
        Assert.Equal(SkipReason.Encrypted, (await ReadAsync(_folder.Write("b.pdf", EncryptedPdf.Write("hidden words", "password", "Adobe.PubSec")))).Skip);
    }

    [Fact]
    public async Task ReadAsync_EncryptedPdfThatOpensWithoutPassword_IsRead() =>
        Assert.Equal("plain words", (await ReadAsync(_folder.Write("a.pdf", EncryptedPdf.Write("plain words", "")))).Text!.Text.Trim());

    [Fact]
    public async Task ReadAsync_DamagedPdf_IsSkipped()
    {
        Assert.Equal(SkipReason.Damaged, (await ReadAsync(_folder.Write("a.pdf", "%PDF-1.7 nothing"))).Skip);
        Assert.Equal(SkipReason.Damaged, (await ReadAsync(_folder.Write("b.pdf", "no such thing"))).Skip);
    }

    [Theory]
    [InlineData("a.md", TextKind.Markdown)]
    [InlineData("a.py", TextKind.Code)]
    [InlineData("a.txt", TextKind.Plain)]
    public async Task ReadAsync_Text_HasKindOfItsExtension(string name, TextKind kind) =>
        Assert.Equal(kind, (await ReadAsync(_folder.Write(name, "text"))).Text!.Kind);

    internal static byte[] Pdf(params string[] pages)
    {
        using var builder = new PdfDocumentBuilder();
        var font = builder.AddStandard14Font(Standard14Font.Helvetica);
        foreach (var text in pages)
            builder.AddPage(PageSize.A4).AddText(text, 12, new PdfPoint(50, 700), font);
        return builder.Build();
    }
}
