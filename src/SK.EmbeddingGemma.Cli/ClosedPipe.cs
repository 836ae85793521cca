namespace SK.EmbeddingGemma.Cli;

/// <summary>Recognises that a write failed because the reader of a pipe is gone.</summary>
internal static class ClosedPipe
{
    // The runtime gives errno as it is on Unix (EPIPE is 32 on Linux and macOS), and a Win32 code as HRESULT.
    private const int BrokenPipe = 32;
    private const int WindowsBrokenPipe = unchecked((int)0x8007006D);
    private const int WindowsNoData = unchecked((int)0x800700E8);

    public static bool IsCauseOf(IOException failure) =>
        OperatingSystem.IsWindows() ? failure.HResult is WindowsBrokenPipe or WindowsNoData : failure.HResult == BrokenPipe;
}
