using SK.EmbeddingGemma.TestSupport;
using SK.EmbeddingGemma.Weights;

namespace SK.EmbeddingGemma.Graphs;

public sealed class EmbeddingTableTests
{
    private const int Columns = 77; // neither a multiple of a vector's width nor of four

    [Theory]
    [InlineData("F32")]
    [InlineData("BF16")]
    public void Read_Float32_IsTheSource(string type)
    {
        float[] values = [.. ModelDirectoryBuilder.RandomFloats(5, 50, Columns).Select(value => MathF.Round(value * 64) / 64)];
        using var table = new Table(values, EmbeddingGemmaPrecision.Float32, type);

        var read = table.Read([49, 0, 49]);

        Assert.Equal([.. values[^Columns..], .. values[..Columns], .. values[^Columns..]], read);
        Assert.Equal(values[..Columns].Select(value => value * 3), table.Read([0], factor: 3));
    }

    [Fact]
    public void Read_Int8_IsTheSourceToHalfAStepOfTheRow()
    {
        var values = ModelDirectoryBuilder.RandomFloats(6, 50, Columns);
        for (var i = 0; i < values.Length; i++)
            values[i] *= MathF.Pow(10, (i / Columns % 20) - 10); // rows of very different size
        using var table = new Table(values, EmbeddingGemmaPrecision.Int8);

        for (var row = 0; row < 50; row++)
        {
            var source = values.AsSpan(row * Columns, Columns).ToArray();
            var step = source.Max(MathF.Abs) / 127;
            Assert.All(table.Read([row]).Zip(source), pair => Assert.InRange(MathF.Abs(pair.First - pair.Second), 0, step * 0.5001f));
            Assert.All(table.Read([row], factor: 16).Zip(source), pair => Assert.InRange(MathF.Abs(pair.First - (16 * pair.Second)), 0, step * 8.002f));
        }
    }

    [Fact]
    public void Read_Int4_IsNearTheSourceInEachBlock()
    {
        var values = ModelDirectoryBuilder.RandomFloats(6, 50, Columns);
        for (var i = 0; i < values.Length; i++)
            values[i] *= MathF.Pow(10, (i / Columns % 20) - 10) * (i % Columns < 32 ? 1 : 0.3f); // rows of very different size, blocks of different size
        using var table = new Table(values, EmbeddingGemmaPrecision.Int4);

        for (var row = 0; row < 50; row++)
        {
            var (source, read) = (values.AsSpan(row * Columns, Columns).ToArray(), table.Read([row]));
            Assert.Equal(read.Select(value => value * 16), table.Read([row], factor: 16));
            for (var start = 0; start < Columns; start += 32)
            {
                var block = source.Skip(start).Take(32).ToArray();
                var error = Math.Sqrt(block.Zip(read.Skip(start)).Average(pair => Math.Pow(pair.First - pair.Second, 2)));
                Assert.InRange(error, 0, (block.Max() - block.Min()) / 15 * 0.5); // rounding to 16 levels over the range has sqrt(1/12) = 0.29 of a step; steps are whole numbers of the row's units
            }
        }
    }

    [Theory]
    [InlineData(EmbeddingGemmaPrecision.Int8, 126f)]
    [InlineData(EmbeddingGemmaPrecision.Int4, 7f)]
    public void Read_QuantizedExtremeRows_StaysFinite(EmbeddingGemmaPrecision precision, float steps)
    {
        float[] sizes = [0, float.Epsilon, 100 * float.Epsilon, 200 * float.Epsilon, 1e-38f, 1e38f];
        var values = sizes.SelectMany(size => Enumerable.Range(0, Columns).Select(i => (i % 3) switch { 0 => size, 1 => -size, _ => size / 2 })).ToArray();
        using var table = new Table(values, precision);

        for (var row = 0; row < sizes.Length; row++)
        {
            var read = table.Read([row]);
            Assert.All(read.Zip(values.Skip(row * Columns)), pair => Assert.InRange(MathF.Abs(pair.First - pair.Second), 0, Math.Max(sizes[row] / steps, 1e-38f)));
        }

        Assert.All(table.Read([0]), value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Write_NotFinite_NamesFileTensorAndRow(float bad)
    {
        var values = new float[50 * Columns];
        values[(31 * Columns) + 5] = bad;
        foreach (var precision in Enum.GetValues<EmbeddingGemmaPrecision>())
        {
            var fault = Assert.Throws<InvalidDataException>(() => new Table(values, precision));
            Assert.Contains("model.safetensors: tensor 'w' holds NaN or infinity in row 31", fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Read_RowOrLengthOutOfRange_IsAnArgumentFault()
    {
        using var table = new Table(new float[50 * Columns], EmbeddingGemmaPrecision.Int8);
        Assert.Throws<ArgumentOutOfRangeException>(() => table.Read([0, -1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.Read([50]));
        Assert.Throws<ArgumentException>(() => table.Opened.Read([1, 2], new float[Columns]));
        table.Opened.Dispose();
        table.Opened.Dispose();
        Assert.Throws<ObjectDisposedException>(() => table.Read([1]));
    }

    [Fact]
    public void Open_OtherLength_SaysSo()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("table", new byte[10]);
        Assert.Contains("has 10 bytes, but 3 rows of 8 bytes have 24", Assert.Throws<InvalidDataException>(() => EmbeddingTable.Open(path, new(3, 2, EmbeddingGemmaPrecision.Float32))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FileShortenedMeanwhile_SaysSo()
    {
        using var table = new Table(ModelDirectoryBuilder.RandomFloats(7, 50, Columns), EmbeddingGemmaPrecision.Int8);
        table.Shorten();
        Assert.Contains("shortened", Assert.Throws<EndOfStreamException>(() => table.Read([49])).Message, StringComparison.Ordinal);
    }

    /// <summary>A table of 77 columns, written from a safetensors file and opened.</summary>
    private sealed class Table : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public Table(float[] values, EmbeddingGemmaPrecision precision, string type = "F32")
        {
            try
            {
                var layout = new EmbeddingTableLayout(values.Length / Columns, Columns, precision);
                _folder.Write("model.safetensors", new SafetensorsWriter().Add("w", [layout.Rows, Columns], values, type).ToArray());
                using var source = TensorSource.Open(_folder.Path);
                using var rows = source.OpenRows("w", layout.Rows, Columns);
                EmbeddingTableWriter.Write(_folder.PathOf("table"), rows, layout, new ConversionMeter(null, 1000), CancellationToken.None);
                Assert.Equal(layout.ByteCount, new FileInfo(_folder.PathOf("table")).Length);
                Opened = EmbeddingTable.Open(_folder.PathOf("table"), layout);
            }
            catch
            {
                _folder.Dispose();
                throw;
            }
        }

        public EmbeddingTable Opened { get; }

        public float[] Read(int[] rows, float factor = 1)
        {
            var read = new float[rows.Length * Columns];
            Opened.Read(rows, read, factor);
            return read;
        }

        public void Shorten()
        {
            using var file = new FileStream(_folder.PathOf("table"), new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete });
            file.SetLength(10);
        }

        public void Dispose()
        {
            Opened.Dispose();
            _folder.Dispose();
        }
    }
}
