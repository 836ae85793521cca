using System.Globalization;

namespace SK.EmbeddingGemma.Tokenization;

public sealed class PieceTableTests
{
    private const int Count = 5000;

    /// <summary>A slot keeps 11 bits of a hash: of so many texts that are no pieces, some meet a piece with the same.</summary>
    private const int Absent = 200_000;

    private static readonly PieceTable Table = Build();

    [Fact]
    public void Find_EveryPiece_IsFound() => Assert.All(Enumerable.Range(0, Count), static id =>
    {
        Assert.Equal(id, Table.Find($"▁{Text(2 * id)}"));
        Assert.Equal(id, Table.FindNormalized($" {Text(2 * id)}", PieceHash.Of($"▁{Text(2 * id)}")));
    });

    [Fact]
    public void Find_TextThatIsNoPiece_IsNotFound()
    {
        for (var number = 0; number < Absent; number++)
        {
            var odd = Text((2 * number) + 1); // as long as a piece
            var longer = odd + '0';
            if ((Table.Find($"▁{odd}"), Table.FindNormalized($" {odd}", PieceHash.Of($"▁{odd}")), Table.FindNormalized($" {longer}", PieceHash.Of($"▁{longer}"))) is not (-1, -1, -1))
                Assert.Fail($"{odd} is found.");
        }
    }

    [Fact]
    public void Append_FurtherTexts_HaveIdsAndAreNotFound()
    {
        var longer = Table.Append(["one", "three"]);
        Assert.Equal((Count + 2, Count, 7), (longer.Count, longer.IndexedCount, longer.LongestPiece));
        Assert.Equal(("one", "three"), (longer[Count].ToString(), longer[Count + 1].ToString()));
        Assert.Equal((-1, 3), (longer.Find("one"), longer.Find("▁000006")));
        Assert.Same(Table, Table.Append([]));
    }

    private static string Text(int number) => number.ToString("D6", CultureInfo.InvariantCulture);

    private static PieceTable Build()
    {
        var builder = new PieceTableBuilder("a file", "a key", capacity: 4);
        foreach (var id in Enumerable.Range(0, Count).Reverse())
            builder.Add($"▁{Text(2 * id)}", id);
        return builder.Build();
    }
}
