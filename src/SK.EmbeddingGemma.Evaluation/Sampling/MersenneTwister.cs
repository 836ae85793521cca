namespace SK.EmbeddingGemma.Sampling;

/// <summary>
/// The random numbers of NumPy's <c>RandomState</c>, number for number, so that what MTEB samples with a seed is sampled here: MT19937 of Matsumoto and Nishimura (1998), with NumPy's ways to
/// make integers, doubles and orders of it. Not thread-safe.
/// </summary>
internal sealed class MersenneTwister
{
    private const int Length = 624;
    private const int Shift = 397;

    private readonly uint[] _state = new uint[Length];
    private int _next = Length;

    public MersenneTwister(uint seed)
    {
        _state[0] = seed;
        for (var i = 1; i < Length; i++)
            _state[i] = (1812433253u * (_state[i - 1] ^ (_state[i - 1] >> 30))) + (uint)i;
    }

    /// <summary>Returns 32 random bits.</summary>
    public uint NextBits()
    {
        if (_next == Length)
            Refill();

        var bits = _state[_next++];
        bits ^= bits >> 11;
        bits ^= (bits << 7) & 0x9d2c5680;
        bits ^= (bits << 15) & 0xefc60000;
        return bits ^ (bits >> 18);
    }

    /// <summary>Returns a number from 0 to 1, without 1, of 53 random bits.</summary>
    public double NextDouble()
    {
        var high = NextBits() >> 5;
        var low = NextBits() >> 6;
        return ((high * 67108864.0) + low) / 9007199254740992.0;
    }

    /// <summary>Returns a whole number from 0 to <paramref name="greatest"/>: bits under a mask, drawn again where they are too great.</summary>
    public int NextUpTo(int greatest)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(greatest);
        if (greatest == 0)
            return 0;

        var mask = uint.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount((uint)greatest);
        uint value;
        do
        {
            value = NextBits() & mask;
        }
        while (value > greatest);
        return (int)value;
    }

    /// <summary>Brings items into a random order.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var other = NextUpTo(i);
            (items[i], items[other]) = (items[other], items[i]);
        }
    }

    private void Refill()
    {
        for (var i = 0; i < Length; i++)
        {
            var bits = (_state[i] & 0x80000000) | (_state[(i + 1) % Length] & 0x7fffffff);
            _state[i] = _state[(i + Shift) % Length] ^ (bits >> 1) ^ ((bits & 1) * 0x9908b0df);
        }

        _next = 0;
    }
}
