using CsCheck;

namespace SK.EmbeddingGemma.TestSupport;

/// <summary>Checks made-up values, the same in each run: CsCheck's own loop takes a seed for its first value alone.</summary>
public static class SeededSamples
{
    private const int UsualCount = 100;
    private const string Seed = "0N0XIzNsQ0O2";

    /// <summary>Checks that nothing is thrown for any of the values.</summary>
    public static void SampleSeeded<T>(this Gen<T> values, Action<T> check, int iter = UsualCount)
    {
        var random = PCG.Parse(Seed);
        for (var number = 0; number < iter; number++)
        {
            var value = values.Generate(random, null, out _);
            try
            {
                check(value);
            }
            catch (Exception fault)
            {
                throw new InvalidOperationException($"Value {number} of {iter} fails: {Check.Print(value)}", fault);
            }
        }
    }

    /// <inheritdoc cref="SampleSeeded{T}(Gen{T}, Action{T}, int)"/>
    public static void SampleSeeded<T1, T2>(this Gen<(T1 First, T2 Second)> values, Action<T1, T2> check, int iter = UsualCount) =>
        values.SampleSeeded(value => check(value.First, value.Second), iter);

    /// <inheritdoc cref="SampleSeeded{T}(Gen{T}, Action{T}, int)"/>
    public static void SampleSeeded<T1, T2, T3>(this Gen<(T1 First, T2 Second, T3 Third)> values, Action<T1, T2, T3> check, int iter = UsualCount) =>
        values.SampleSeeded(value => check(value.First, value.Second, value.Third), iter);

    /// <inheritdoc cref="SampleSeeded{T}(Gen{T}, Action{T}, int)"/>
    public static void SampleSeeded<T1, T2, T3, T4>(this Gen<(T1 First, T2 Second, T3 Third, T4 Fourth)> values, Action<T1, T2, T3, T4> check, int iter = UsualCount) =>
        values.SampleSeeded(value => check(value.First, value.Second, value.Third, value.Fourth), iter);
}
