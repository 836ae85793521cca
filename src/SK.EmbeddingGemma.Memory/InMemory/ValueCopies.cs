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
        List<byte> values => new List<byte>(values),
        List<sbyte> values => new List<sbyte>(values),
        List<short> values => new List<short>(values),
        List<ushort> values => new List<ushort>(values),
        List<int> values => new List<int>(values),
        List<uint> values => new List<uint>(values),
        List<long> values => new List<long>(values),
        List<ulong> values => new List<ulong>(values),
        List<float> values => new List<float>(values),
        List<double> values => new List<double>(values),
        List<decimal> values => new List<decimal>(values),
        List<bool> values => new List<bool>(values),
        List<Guid> values => new List<Guid>(values),
        List<DateTime> values => new List<DateTime>(values),
        List<DateTimeOffset> values => new List<DateTimeOffset>(values),
        List<DateOnly> values => new List<DateOnly>(values),
        List<TimeOnly> values => new List<TimeOnly>(values),
        _ => throw new NotSupportedException($"A list of type '{list.GetType()}' cannot be stored: use one of {Records.SupportedTypes.DataNames}."),
    };
}
