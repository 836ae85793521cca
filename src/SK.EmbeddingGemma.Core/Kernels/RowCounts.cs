namespace SK.EmbeddingGemma.Kernels;

/// <summary>The numbers of rows that kernels are compiled for.</summary>
internal static class RowCounts
{
    internal readonly struct Twelve : IRowCount
    {
        public static int Count => 12;
    }

    internal readonly struct Eight : IRowCount
    {
        public static int Count => 8;
    }

    internal readonly struct Six : IRowCount
    {
        public static int Count => 6;
    }

    internal readonly struct Four : IRowCount
    {
        public static int Count => 4;
    }

    internal readonly struct Three : IRowCount
    {
        public static int Count => 3;
    }

    internal readonly struct Two : IRowCount
    {
        public static int Count => 2;
    }

    internal readonly struct One : IRowCount
    {
        public static int Count => 1;
    }
}
