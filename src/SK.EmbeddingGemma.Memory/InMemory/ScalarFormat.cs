namespace SK.EmbeddingGemma.InMemory;

/// <summary>How values of one type are written.</summary>
internal abstract class ScalarFormat(FileValueKind kind)
{
    /// <summary>Gets the formats of all types.</summary>
    public static IReadOnlyList<ScalarFormat> All { get; } =
    [
        new ScalarFormat<bool>(FileValueKind.Boolean, static (writer, value) => writer.Write(value), static reader => reader.ReadBoolean()),
        new ScalarFormat<byte>(FileValueKind.Byte, static (writer, value) => writer.Write(value), static reader => reader.ReadByte()),
        new ScalarFormat<sbyte>(FileValueKind.SByte, static (writer, value) => writer.Write(value), static reader => reader.ReadSByte()),
        new ScalarFormat<short>(FileValueKind.Int16, static (writer, value) => writer.Write(value), static reader => reader.ReadInt16()),
        new ScalarFormat<ushort>(FileValueKind.UInt16, static (writer, value) => writer.Write(value), static reader => reader.ReadUInt16()),
        new ScalarFormat<int>(FileValueKind.Int32, static (writer, value) => writer.Write(value), static reader => reader.ReadInt32()),
        new ScalarFormat<uint>(FileValueKind.UInt32, static (writer, value) => writer.Write(value), static reader => reader.ReadUInt32()),
        new ScalarFormat<long>(FileValueKind.Int64, static (writer, value) => writer.Write(value), static reader => reader.ReadInt64()),
        new ScalarFormat<ulong>(FileValueKind.UInt64, static (writer, value) => writer.Write(value), static reader => reader.ReadUInt64()),
        new ScalarFormat<float>(FileValueKind.Single, static (writer, value) => writer.Write(value), static reader => reader.ReadSingle()),
        new ScalarFormat<double>(FileValueKind.Double, static (writer, value) => writer.Write(value), static reader => reader.ReadDouble()),
        new ScalarFormat<decimal>(FileValueKind.Decimal, static (writer, value) => writer.Write(value), static reader => reader.ReadDecimal()),
        new ScalarFormat<string>(FileValueKind.String, static (writer, value) => FileText.Write(writer, value), static reader => FileText.Read(reader)),
        new ScalarFormat<Guid>(FileValueKind.Guid, static (writer, value) => writer.Write(value.ToByteArray()), static reader => new Guid(reader.ReadBytes(16))),
        new ScalarFormat<DateTime>(FileValueKind.DateTime, static (writer, value) => WriteTime(writer, value), static reader => ReadTime(reader)),
        new ScalarFormat<DateTimeOffset>(
            FileValueKind.DateTimeOffset,
            static (writer, value) =>
            {
                writer.Write(value.Ticks);
                writer.Write(value.Offset.Ticks);
            },
            static reader => new DateTimeOffset(reader.ReadInt64(), new TimeSpan(reader.ReadInt64()))),
        new ScalarFormat<DateOnly>(FileValueKind.DateOnly, static (writer, value) => writer.Write(value.DayNumber), static reader => DateOnly.FromDayNumber(reader.ReadInt32())),
        new ScalarFormat<TimeOnly>(FileValueKind.TimeOnly, static (writer, value) => writer.Write(value.Ticks), static reader => new TimeOnly(reader.ReadInt64())),
        new ScalarFormat<byte[]>(FileValueKind.Bytes, static (writer, value) => FileText.WriteBytes(writer, value), static reader => FileText.ReadBytes(reader)),
    ];

    /// <summary>Gets the number of the type.</summary>
    public FileValueKind Kind => kind;

    /// <summary>Gets the type.</summary>
    public abstract Type Type { get; }

    /// <summary>Gets the type of its arrays.</summary>
    public abstract Type ArrayType { get; }

    /// <summary>Gets the type of its lists.</summary>
    public abstract Type ListType { get; }

    /// <summary>Writes a value of the type.</summary>
    public abstract void Write(BinaryWriter writer, object value);

    /// <summary>Reads a value of the type.</summary>
    public abstract object Read(BinaryReader reader);

    /// <summary>Reads an array or a list of values, some of which may be absent.</summary>
    public abstract object ReadItems(BinaryReader reader, bool isArray);

    private static void WriteTime(BinaryWriter writer, DateTime value)
    {
        writer.Write(value.Ticks);
        writer.Write((byte)value.Kind);
    }

    private static DateTime ReadTime(BinaryReader reader) => new(reader.ReadInt64(), (DateTimeKind)reader.ReadByte());
}
