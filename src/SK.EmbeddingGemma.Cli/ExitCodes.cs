namespace SK.EmbeddingGemma.Cli;

/// <summary>What a run tells the shell.</summary>
internal static class ExitCodes
{
    /// <summary>Everything was done, or the reader of the output wanted no more.</summary>
    public const int Success = 0;

    /// <summary>Something went wrong while running.</summary>
    public const int Failure = 1;

    /// <summary>The command line asks for what there is not.</summary>
    public const int Usage = 2;

    /// <summary>128 and the number of SIGINT, as shells have it.</summary>
    public const int Interrupted = 130;
}
