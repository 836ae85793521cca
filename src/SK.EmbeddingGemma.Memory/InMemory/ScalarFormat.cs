namespace SK.EmbeddingGemma.InMemory;

/// <summary>How values of one type are written.</summary>
internal abstract class ScalarFormat(FileValueKind kind)
{
    /// <summary>Gets the formats of all types.</summary>
    public static IReadOnlyList<ScalarFormat> All { get; } =
    [
        new ValueFormat<bool>(FileValueKind.Boolean, static (writer, value) => writer.Write(value), static reader => reader.ReadBoolean()),
        new ValueFormat<byte>(FileValueKind.Byte, static (writer, value) => writer.Write(value), static reader => reader.ReadByte()),
        new ValueFormat<sbyte>(FileValueKind.SByte, static (writer, value) => writer.Write(value), static reader => reader.ReadSByte()),
        new ValueFormat<short>(FileValueKind.Int16, static (writer, value) => writer.Write(value), static reader => reader.ReadInt16()),
        new ValueFormat<ushort>(FileValueKind.UInt16, static (writer, value) => writer.Write(value), static reader => reader.ReadUInt16()),
        new ValueFormat<int>(FileValueKind.Int32, static (writer, value) => writer.Write(value), static reader => reader.ReadInt32()),
        new ValueFormat<uint>(FileValueKind.UInt32, static (writer, value) => writer.Write(value), static reader => reader.ReadUInt32()),
        new ValueFormat<long>(FileValueKind.Int64, static (writer, value) => writer.Write(value), static reader => reader.ReadInt64()),
        new ValueFormat<ulong>(FileValueKind.UInt64, static (writer, value) => writer.Write(value), static reader => reader.ReadUInt64()),
        new ValueFormat<float>(FileValueKind.Single, static (writer, value) => writer.Write(value), static reader => reader.ReadSingle()),
        new ValueFormat<double>(FileValueKind.Double, static (writer, value) => writer.Write(value), static reader => reader.ReadDouble()),
        new ValueFormat<decimal>(FileValueKind.Decimal, static (writer, value) => writer.Write(value), static reader => reader.ReadDecimal()),
        new ReferenceFormat<string>(FileValueKind.String, static (writer, value) => FileText.Write(writer, value), static reader => FileText.Read(reader)),
        new ValueFormat<Guid>(FileValueKind.Guid, static (writer, value) => writer.Write(value.ToByteArray()), static reader => new Guid(reader.ReadBytes(16))),
        new ValueFormat<DateTime>(FileValueKind.DateTime, static (writer, value) => WriteTime(writer, value), static reader => ReadTime(reader)),
        new ValueFormat<DateTimeOffset>(
            FileValueKind.DateTimeOffset,
            static (writer, value) =>
            {
                writer.Write(value.Ticks);
                writer.Write(value.Offset.Ticks);
            },
            static reader => new DateTimeOffset(reader.ReadInt64(), new TimeSpan(reader.ReadInt64()))),
        new ValueFormat<DateOnly>(FileValueKind.DateOnly, static (writer, value) => writer.Write(value.DayNumber), static reader => DateOnly.FromDayNumber(reader.ReadInt32())),
        new ValueFormat<TimeOnly>(FileValueKind.TimeOnly, static (writer, value) => writer.Write(value.Ticks), static reader => new TimeOnly(reader.ReadInt64())),
        new ReferenceFormat<byte[]>(FileValueKind.Bytes, static (writer, value) => FileText.WriteBytes(writer, value), static reader => FileText.ReadBytes(reader)),
    ];

    /// <summary>Gets the number of the type.</summary>
    public FileValueKind Kind => kind;

    /// <summary>Gets the type.</summary>
    public abstract Type Type { get; }

    /// <summary>Writes a value of the type.</summary>
    public abstract void Write(BinaryWriter writer, object value);

    /// <summary>Reads a value of the type.</summary>
    public abstract object Read(BinaryReader reader);

    /// <summary>Returns how arrays and lists of the type are read.</summary>
    /// <param name="nullable">Whether the type of the elements is the nullable one.</param>
    /// <exception cref="InvalidDataException">There is no nullable one: the type has <see langword="null"/> already.</exception>
    public abstract CollectionFormat CollectionOf(bool nullable);

    private static void WriteTime(BinaryWriter writer, DateTime value)
    {
        writer.Write(value.Ticks);
        writer.Write((byte)value.Kind);
    }

    private static DateTime ReadTime(BinaryReader reader) => new(reader.ReadInt64(), (DateTimeKind)reader.ReadByte());
}
