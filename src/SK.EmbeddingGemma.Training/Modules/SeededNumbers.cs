namespace SK.EmbeddingGemma.Modules;

/// <summary>
/// Random numbers that hang on their seed alone (SplitMix64; Steele, Lea and Flood, OOPSLA 2014), so that a run that goes on needs no state of a generator but the
/// number of its step. Not thread-safe.
/// </summary>
internal sealed class SeededNumbers(ulong seed)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private ulong _state = seed;

    /// <summary>Returns the generator of a place: of a step, say, in a run.</summary>
    public static SeededNumbers At(ulong seed, params ReadOnlySpan<long> place)
    {
        var mixed = new SeededNumbers(seed);
        foreach (var number in place)
            mixed = new(mixed.Next() ^ ((ulong)number * Golden));
        return new(mixed.Next());
    }

    /// <summary>Returns 64 random bits.</summary>
    public ulong Next()
    {
        var mixed = _state += Golden;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>Returns a number from 0 to less than <paramref name="bound"/>.</summary>
    public int Below(int bound) => (int)(NextUnit() * bound);

    /// <summary>Returns a number from 0 to less than 1.</summary>
    public double NextUnit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Returns a number of the standard normal distribution (Box and Muller, 1958).</summary>
    public double NextNormal() => Math.Sqrt(-2 * Math.Log(1 - NextUnit())) * Math.Cos(2 * Math.PI * NextUnit());

    /// <summary>Returns 0 to <paramref name="count"/> - 1 in random order (Fisher and Yates).</summary>
    public int[] Permutation(int count)
    {
        var order = Enumerable.Range(0, count).ToArray();
        for (var i = count - 1; i > 0; i--)
        {
            var other = Below(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }
}
