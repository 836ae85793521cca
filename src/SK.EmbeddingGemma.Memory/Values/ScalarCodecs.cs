using System.Globalization;

namespace SK.EmbeddingGemma.Values;

/// <summary>The codecs of all single values that can be stored.</summary>
internal static class ScalarCodecs
{
    private const string DateTimeFormat = "yyyy-MM-ddTHH:mm:ss.fffffff";
    private const string DateFormat = "yyyy-MM-dd";
    private const string TimeFormat = "HH:mm:ss.fffffff";

    /// <summary>What stands for "not a number", which the database would keep as NULL.</summary>
    private const string NotANumber = "NaN";

    private static readonly Dictionary<Type, ScalarCodec> All = new()
    {
        [typeof(byte)] = Integer<byte>("byte", static value => value, static stored => checked((byte)stored)),
        [typeof(sbyte)] = Integer<sbyte>("sbyte", static value => value, static stored => checked((sbyte)stored)),
        [typeof(short)] = Integer<short>("short", static value => value, static stored => checked((short)stored)),
        [typeof(ushort)] = Integer<ushort>("ushort", static value => value, static stored => checked((ushort)stored)),
        [typeof(int)] = Integer<int>("int", static value => value, static stored => checked((int)stored)),
        [typeof(uint)] = Integer<uint>("uint", static value => value, static stored => checked((uint)stored)),
        [typeof(long)] = Integer<long>("long", static value => value, static stored => stored),
        // The highest bit is turned over: signed order is then unsigned order.
        [typeof(ulong)] = new ScalarCodec<ulong>(
            "ulong", ValueKind.UnsignedLong, "INTEGER", static value => unchecked((long)(value ^ (1UL << 63))), static stored => unchecked((ulong)(long)stored) ^ (1UL << 63)),
        [typeof(float)] = Real<float>("float", static value => value, static stored => (float)stored),
        [typeof(double)] = Real<double>("double", static value => value, static stored => stored),
        [typeof(decimal)] = Text<decimal>("decimal", ValueKind.Decimal, DecimalText.Write, DecimalText.Read),
        [typeof(bool)] = new ScalarCodec<bool>("bool", ValueKind.Boolean, "INTEGER", static value => value ? 1L : 0L, static stored => (long)stored != 0),
        [typeof(string)] = new TextCodec(),
        [typeof(byte[])] = new BytesCodec(),
        [typeof(Guid)] = Text<Guid>("Guid", ValueKind.Guid, static value => value.ToString("D"), static stored => Guid.ParseExact(stored, "D")),
        [typeof(DateTime)] = Text<DateTime>("DateTime", ValueKind.DateTime, WriteDateTime, ReadDateTime),
        [typeof(DateTimeOffset)] = Text<DateTimeOffset>("DateTimeOffset", ValueKind.DateTimeOffset, WriteDateTimeOffset, ReadDateTimeOffset),
        [typeof(DateOnly)] = Text<DateOnly>(
            "DateOnly", ValueKind.Date, static value => value.ToString(DateFormat, CultureInfo.InvariantCulture), static stored => DateOnly.ParseExact(stored, DateFormat, CultureInfo.InvariantCulture)),
        [typeof(TimeOnly)] = Text<TimeOnly>(
            "TimeOnly", ValueKind.Time, static value => value.ToString(TimeFormat, CultureInfo.InvariantCulture), static stored => TimeOnly.ParseExact(stored, TimeFormat, CultureInfo.InvariantCulture)),
    };

    /// <summary>Gets the codec of a type that is not nullable, or <see langword="null"/>.</summary>
    public static ScalarCodec? Find(Type type) => All.GetValueOrDefault(type);

    private static ScalarCodec<T> Integer<T>(string name, Func<T, long> encode, Func<long, T> decode)
        where T : struct => new(name, ValueKind.Integer, "INTEGER", value => encode(value), stored => decode((long)stored));

    private static ScalarCodec<T> Real<T>(string name, Func<T, double> encode, Func<double, T> decode)
        where T : struct => new(
            name,
            ValueKind.Real,
            "REAL",
            value => encode(value) is var number && double.IsNaN(number) ? NotANumber : number,
            stored => decode(stored is string ? double.NaN : Convert.ToDouble(stored, CultureInfo.InvariantCulture)));

    private static ScalarCodec<T> Text<T>(string name, ValueKind kind, Func<T, string> encode, Func<string, T> decode)
        where T : struct => new(name, kind, "TEXT", value => encode(value), stored => decode((string)stored));

    private static string WriteDateTime(DateTime value) => value.ToString(DateTimeFormat, CultureInfo.InvariantCulture) + value.Kind switch
    {
        DateTimeKind.Utc => "Z",
        DateTimeKind.Local => "L",
        _ => "",
    };

    private static DateTime ReadDateTime(string stored)
    {
        var kind = stored[^1] switch { 'Z' => DateTimeKind.Utc, 'L' => DateTimeKind.Local, _ => DateTimeKind.Unspecified };
        return DateTime.SpecifyKind(DateTime.ParseExact(stored.TrimEnd('Z', 'L'), DateTimeFormat, CultureInfo.InvariantCulture), kind);
    }

    private static string WriteDateTimeOffset(DateTimeOffset value) => string.Create(
        CultureInfo.InvariantCulture, $"{value.UtcDateTime.ToString(DateTimeFormat, CultureInfo.InvariantCulture)}{value.TotalOffsetMinutes:+0;-0;+0}");

    private static DateTimeOffset ReadDateTimeOffset(string stored)
    {
        var length = DateTimeFormat.Length;
        var instant = DateTime.SpecifyKind(DateTime.ParseExact(stored[..length], DateTimeFormat, CultureInfo.InvariantCulture), DateTimeKind.Utc);
        var minutes = int.Parse(stored.AsSpan(length), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return new DateTimeOffset(instant).ToOffset(TimeSpan.FromMinutes(minutes));
    }
}
