using System.Collections;

namespace SK.EmbeddingGemma.InMemory;

/// <summary>Copies data, so that a record in the store and one outside share nothing that can change.</summary>
internal static class ValueCopies
{
    /// <summary>Returns a value that shares nothing with <paramref name="value"/>; of the supported types only arrays and lists can change.</summary>
    public static object? Copy(object? value) => value switch
    {
        Array array => array.Clone(),
        IList list => CopyList(list),
        _ => value,
    };

    private static object CopyList(IList list) => list switch
    {
        List<string> texts => new List<string>(texts),
        List<byte> or List<byte?> => Copy<byte>(list),
        List<sbyte> or List<sbyte?> => Copy<sbyte>(list),
        List<short> or List<short?> => Copy<short>(list),
        List<ushort> or List<ushort?> => Copy<ushort>(list),
        List<int> or List<int?> => Copy<int>(list),
        List<uint> or List<uint?> => Copy<uint>(list),
        List<long> or List<long?> => Copy<long>(list),
        List<ulong> or List<ulong?> => Copy<ulong>(list),
        List<float> or List<float?> => Copy<float>(list),
        List<double> or List<double?> => Copy<double>(list),
        List<decimal> or List<decimal?> => Copy<decimal>(list),
        List<bool> or List<bool?> => Copy<bool>(list),
        List<Guid> or List<Guid?> => Copy<Guid>(list),
        List<DateTime> or List<DateTime?> => Copy<DateTime>(list),
        List<DateTimeOffset> or List<DateTimeOffset?> => Copy<DateTimeOffset>(list),
        List<DateOnly> or List<DateOnly?> => Copy<DateOnly>(list),
        List<TimeOnly> or List<TimeOnly?> => Copy<TimeOnly>(list),
        _ => throw new NotSupportedException($"A list of type '{list.GetType()}' cannot be stored: use one of {Records.SupportedTypes.DataNames}."),
    };

    private static object Copy<T>(IList list)
        where T : struct => list is List<T> values ? new List<T>(values) : new List<T?>((List<T?>)list);
}
