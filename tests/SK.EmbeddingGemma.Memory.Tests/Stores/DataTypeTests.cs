using System.Linq.Expressions;
using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Stores;

/// <summary>Data of every type.</summary>
public abstract class DataTypeTests(StoreFixture fixture)
{
    [Fact]
    public Task Bool_IsKept() => OfStructAsync(false, true);

    [Fact]
    public Task Byte_IsKept() => OfStructAsync((byte)0, byte.MaxValue, (byte)1);

    [Fact]
    public Task SByte_IsKept() => OfStructAsync((sbyte)0, sbyte.MinValue, sbyte.MaxValue);

    [Fact]
    public Task Short_IsKept() => OfStructAsync((short)0, short.MinValue, short.MaxValue);

    [Fact]
    public Task UShort_IsKept() => OfStructAsync((ushort)0, ushort.MaxValue, (ushort)1);

    [Fact]
    public Task Int_IsKept() => OfStructAsync(0, int.MinValue, int.MaxValue);

    [Fact]
    public Task UInt_IsKept() => OfStructAsync(0u, uint.MaxValue, 1u);

    [Fact]
    public Task Long_IsKept() => OfStructAsync(0L, long.MinValue, long.MaxValue);

    [Fact]
    public Task ULong_IsKept() => OfStructAsync(0UL, ulong.MaxValue, 1UL << 63);

    [Fact]
    public Task Float_IsKept() => OfStructAsync(0f, float.MinValue, float.MaxValue, float.Epsilon, 0.1f, float.PositiveInfinity, float.NegativeInfinity);

    [Fact]
    public Task Double_IsKept() => OfStructAsync(0d, double.MinValue, double.MaxValue, double.Epsilon, 0.1, double.PositiveInfinity, double.NegativeInfinity);

    [Fact]
    public Task Decimal_IsKept() => OfStructAsync(0m, decimal.MinValue, decimal.MaxValue, 0.0000000000000000000000000001m, -1.50m);

    [Fact]
    public Task Guid_IsKept() => OfStructAsync(Guid.Empty, Guid.Parse("6f9619ff-8b86-d011-b42d-00c04fc964ff"));

    [Fact]
    public Task DateTime_IsKept() => OfStructAsync(DateTime.MinValue, DateTime.MaxValue, new DateTime(2026, 3, 1, 12, 30, 15, DateTimeKind.Utc).AddTicks(1));

    [Fact]
    public Task DateTimeOffset_IsKept() => OfStructAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, new DateTimeOffset(2026, 3, 1, 12, 30, 15, TimeSpan.FromMinutes(-330)).AddTicks(1));

    [Fact]
    public Task DateOnly_IsKept() => OfStructAsync(DateOnly.MinValue, DateOnly.MaxValue, new DateOnly(2026, 3, 1));

    [Fact]
    public Task TimeOnly_IsKept() => OfStructAsync(TimeOnly.MinValue, TimeOnly.MaxValue, new TimeOnly(12, 30, 15, 250));

    [Fact]
    public Task String_IsKept() => RoundTripAsync("", " ", "text", "TEXT", "quote ' \" \\ \n\r\t\u0001", fixture.KeepsNul ? "a\0b" : "a\u0001b", "ünï 🦜", new string('x', 100_000));

    [Fact]
    public async Task NotANumber_IsKept()
    {
        var records = await fixture.CreateAsync<int, Holder<double>>(new Holder<double> { Id = 1, Value = double.NaN, Array = [double.NaN, -0.0], List = [double.NaN] });
        var read = (await records.GetAsync(1))!;
        Assert.Equal((double.NaN, double.NaN, double.NaN), (read.Value, read.Array![0], read.List![0]));
        Assert.True(double.IsNegative(read.Array[1]));
    }

    [Fact]
    public async Task Bytes_AreKept()
    {
        byte[] all = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        var records = await fixture.CreateAsync<int, Holder<byte>>(new Holder<byte> { Id = 1, Array = all, List = [.. all] }, new Holder<byte> { Id = 2, Array = [], List = [] }, new Holder<byte> { Id = 3 });
        var (one, empty, none) = ((await records.GetAsync(1))!, (await records.GetAsync(2))!, (await records.GetAsync(3))!);
        Assert.Equal(all, one.Array!);
        Assert.Equal(all, one.List!);
        Assert.Empty(empty.Array!);
        Assert.Empty(empty.List!);
        Assert.Equal((null, null), (none.Array, none.List));
    }

    [Fact]
    public async Task KindsOfTimes_AreKept()
    {
        DateTime[] times = [new(1, DateTimeKind.Unspecified), new(1, DateTimeKind.Utc), new(1, DateTimeKind.Local)];
        var records = await fixture.CreateAsync<int, Holder<DateTime>>(times.Select((time, index) => new Holder<DateTime> { Id = index, Value = time }));
        for (var index = 0; index < times.Length; index++)
            Assert.Equal((times[index], times[index].Kind), ((await records.GetAsync(index))!.Value, (await records.GetAsync(index))!.Value.Kind));
        var offset = await fixture.CreateAsync<int, Holder<DateTimeOffset>>(new Holder<DateTimeOffset> { Id = 1, Value = new(2026, 1, 1, 0, 0, 0, TimeSpan.FromHours(14)) });
        Assert.Equal(TimeSpan.FromHours(14), (await offset.GetAsync(1))!.Value.Offset);
    }

    [Fact]
    public void OtherTypes_AreRefused()
    {
        Assert.Throws<NotSupportedException>(() => Refused<Uri>());
        Assert.Throws<NotSupportedException>(() => Refused<DayOfWeek>());
        Assert.Throws<NotSupportedException>(() => Refused<object>());
        Assert.Throws<NotSupportedException>(() => Refused<int[]>());

        void Refused<T>() => fixture.Store.GetCollection<int, Holder<T>>("x");
    }

    private async Task OfStructAsync<T>(params T[] values)
        where T : struct
    {
        await RoundTripAsync(values);
        await NullableRoundTripAsync(values);
    }

    /// <summary>Writes values, reads them, and finds each by itself and in lists.</summary>
    private async Task RoundTripAsync<T>(params T[] values)
    {
        List<Holder<T>> written = [.. values.Select((value, index) => new Holder<T> { Id = index, Value = value, Array = [value, values[0]], List = [values[^1], value] })];
        written.Add(new() { Id = values.Length, Value = values[0], Array = [], List = [] });
        written.Add(new() { Id = values.Length + 1 });
        var records = await fixture.CreateAsync<int, Holder<T>>(written);
        foreach (var record in written)
        {
            var read = (await records.GetAsync(record.Id))!;
            Assert.Equal(record.Value, read.Value);
            Assert.Equal(record.Array, read.Array);
            Assert.Equal(record.List, read.List);
        }

        foreach (var value in values)
        {
            await SameAsync(records, written, IsValue(value));
            if (typeof(T) != typeof(byte)) // bytes in an array are one value
                await SameAsync(records, written, record => record.Array != null && record.Array.Contains(value));
            await SameAsync(records, written, record => record.List != null && record.List.Contains(value));
            await SameAsync(records, written, record => values.Contains(record.Value));
        }
    }

    private async Task NullableRoundTripAsync<T>(T[] values)
        where T : struct
    {
        List<Holder<T?>> written = [.. values.Select((value, index) => new Holder<T?> { Id = index, Value = value, Array = [value, null], List = [null, value] })];
        written.Add(new() { Id = values.Length, Array = [null], List = [] });
        var records = await fixture.CreateAsync<int, Holder<T?>>(written);
        foreach (var record in written)
        {
            var read = (await records.GetAsync(record.Id))!;
            Assert.Equal(record.Value, read.Value);
            Assert.Equal(record.Array, read.Array);
            Assert.Equal(record.List, read.List);
        }

        Assert.Equal([values.Length], await records.GetAsync(record => record.Value == null, 10).Select(record => record.Id).ToListAsync());
        Assert.Equal(Enumerable.Range(0, values.Length), await records.GetAsync(record => record.Value != null, 10).Select(record => record.Id).ToListAsync());
    }

    private static Expression<Func<Holder<T>, bool>> IsValue<T>(T value)
    {
        var record = Expression.Parameter(typeof(Holder<T>));
        return Expression.Lambda<Func<Holder<T>, bool>>(Expression.Equal(Expression.Property(record, nameof(Holder<>.Value)), Expression.Constant(value, typeof(T))), record);
    }

    private static async Task SameAsync<T>(VectorStoreCollection<int, Holder<T>> records, List<Holder<T>> written, Expression<Func<Holder<T>, bool>> filter) =>
        Assert.Equal(written.Where(filter.Compile()).Select(record => record.Id), await records.GetAsync(filter, 100).Select(record => record.Id).ToListAsync());
}
