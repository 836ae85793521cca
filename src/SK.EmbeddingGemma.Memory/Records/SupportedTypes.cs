using Microsoft.Extensions.AI;

namespace SK.EmbeddingGemma.Records;

/// <summary>The types of keys, data and vectors that the stores of this package keep.</summary>
internal static class SupportedTypes
{
    /// <summary>The types of keys, as a message names them.</summary>
    public const string KeyNames = "int, long, ulong, uint, short, string, Guid";

    /// <summary>The types of data, as a message names them.</summary>
    public const string DataNames =
        "byte, sbyte, short, ushort, int, uint, long, ulong, float, double, decimal, string, bool, Guid, DateTime, DateTimeOffset, DateOnly, TimeOnly, "
        + "their nullable forms, byte[], and arrays and List<T> of these";

    /// <summary>The types of vectors, as a message names them.</summary>
    public const string VectorNames = "ReadOnlyMemory<float>, Embedding<float>, float[]";

    private static readonly HashSet<Type> Keys = [typeof(int), typeof(long), typeof(ulong), typeof(uint), typeof(short), typeof(string), typeof(Guid)];

    private static readonly HashSet<Type> Scalars =
    [
        typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(float), typeof(double),
        typeof(decimal), typeof(string), typeof(bool), typeof(Guid), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly),
    ];

    /// <summary>Returns whether a key can have this type.</summary>
    public static bool IsKey(Type type) => Keys.Contains(type);

    /// <summary>Returns whether this is one value: a number, a text, a time and such, nullable or not.</summary>
    public static bool IsScalar(Type type) => Scalars.Contains(Nullable.GetUnderlyingType(type) ?? type);

    /// <summary>Returns whether data can have this type.</summary>
    public static bool IsData(Type type) => IsScalar(type) || type == typeof(byte[]) || (ElementOf(type) is { } element && IsScalar(element));

    /// <summary>Returns whether a vector property can have this type without a generator.</summary>
    public static bool IsVector(Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        return bare == typeof(ReadOnlyMemory<float>) || bare == typeof(Embedding<float>) || bare == typeof(float[]);
    }

    /// <summary>Returns the type of what an array or a <see cref="List{T}"/> holds; <see langword="null"/> for others, and for bytes in an array, which are one value.</summary>
    public static Type? ElementOf(Type type)
    {
        if (type == typeof(byte[]))
            return null;
        if (type.IsSZArray)
            return type.GetElementType();
        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>) ? type.GetGenericArguments()[0] : null;
    }
}
